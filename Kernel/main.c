// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* The platform driver: finds windows and engines, and offers /dev/accelN. */
#include <linux/idr.h>
#include <linux/io.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/property.h>
#include <linux/slab.h>
#include <linux/of_reserved_mem.h>
#include <linux/version.h>

#include "accel.h"

/* Before 5.17. */
#ifndef DEFINE_SIMPLE_DEV_PM_OPS
#define DEFINE_SIMPLE_DEV_PM_OPS(name, suspend, resume) \
	SIMPLE_DEV_PM_OPS(name, suspend, resume)
#define pm_sleep_ptr(pointer) (pointer)
#endif

/* Windows of the published overlays; see accel.yaml. */
#define DEFAULT_LENGTH_WIDTH 14
#define DEFAULT_DATA_WIDTH 4

u64 accel_quota_bytes = SZ_256M;
module_param_named(quota, accel_quota_bytes, ullong, 0644);
MODULE_PARM_DESC(quota, "bytes of buffers that one open file may hold");

bool accel_exclusive = true;
module_param_named(exclusive, accel_exclusive, bool, 0644);
MODULE_PARM_DESC(exclusive, "whether a device can be open once only");

static bool simulate;
module_param(simulate, bool, 0444);
MODULE_PARM_DESC(simulate, "offer a device without hardware: a loop-back");

static DEFINE_IDA(ids);
static struct platform_device *simulated;

static void destroy(struct kref *refs)
{
	struct accel_device *ad = container_of(refs, struct accel_device, refs);

	/* Buffers go back to the pool they came from, so it stays as long. */
	if (ad->dev->of_node)
		of_reserved_mem_device_release(ad->dev);
	ida_free(&ids, ad->id);
	kfree(ad->simulation);
	put_device(ad->dev);
	kfree(ad);
}

void accel_device_put(struct accel_device *ad)
{
	kref_put(&ad->refs, destroy);
}

static const struct {
	const char *prefix;
	enum accel_window_kind kind;
} kinds[] = {
	{ "dma", ACCEL_WINDOW_DMA },
	{ "switch", ACCEL_WINDOW_SWITCH },
	{ "slcr", ACCEL_WINDOW_SLCR },
	{ "core", ACCEL_WINDOW_CORE },
};

/* What a window is follows from its role's name. */
static int kind_of(const char *name, enum accel_window_kind *kind)
{
	size_t i;

	for (i = 0; name && i < ARRAY_SIZE(kinds); i++)
		if (!strncmp(name, kinds[i].prefix, strlen(kinds[i].prefix))) {
			*kind = kinds[i].kind;
			return 0;
		}
	return -EINVAL;
}

static u32 property(struct device *dev, const char *name, u32 standard)
{
	u32 value;

	return device_property_read_u32(dev, name, &value) ? standard : value;
}

static int add_region(struct accel_device *ad, struct resource *resource)
{
	struct accel_region *region = &ad->regions[ad->region_count];
	int err = kind_of(resource->name, &region->kind);

	if (err)
		return dev_err_probe(ad->dev, err,
				     "%pR: unknown reg-name\n",
				     resource);
	/* SLCR belongs to others too. */
	if (region->kind == ACCEL_WINDOW_SLCR)
		region->base = devm_ioremap(ad->dev, resource->start,
					    resource_size(resource));
	else
		region->base = devm_ioremap_resource(ad->dev, resource);
	if (IS_ERR_OR_NULL(region->base))
		return region->base ? PTR_ERR(region->base) : -ENOMEM;
	region->start = resource->start;
	region->size = resource_size(resource) & ~3u;
	region->engine = -1;
	ad->region_count++;
	if (region->kind != ACCEL_WINDOW_DMA)
		return 0;
	region->length_width = property(ad->dev, "accel,length-width",
					DEFAULT_LENGTH_WIDTH);
	region->data_width = property(ad->dev, "accel,data-width",
				      DEFAULT_DATA_WIDTH);
	if (region->length_width < 8 || region->length_width > 26 ||
	    region->data_width < 4 || region->data_width > 128 ||
	    !is_power_of_2(region->data_width))
		return dev_err_probe(ad->dev, -EINVAL,
				     "widths are out of range\n");
	if (ad->engine_count == ACCEL_MAX_ENGINES)
		return dev_err_probe(ad->dev, -E2BIG, "too many engines\n");
	region->engine = ad->engine_count++;
	return 0;
}

static int add_regions(struct accel_device *ad, struct platform_device *pdev)
{
	struct resource *resource;
	unsigned int i;
	int err;

	for (i = 0; i < ACCEL_MAX_WINDOWS; i++) {
		resource = platform_get_resource(pdev, IORESOURCE_MEM, i);
		if (!resource)
			break;
		err = add_region(ad, resource);
		if (err)
			return err;
	}
	if (!ad->region_count)
		return dev_err_probe(ad->dev, -ENODEV, "no register window\n");
	return 0;
}

static int init_engines(struct accel_device *ad, struct platform_device *pdev)
{
	u32 i, engines = 0;
	int err;

	for (i = 0; i < ad->region_count; i++) {
		int irq = 0;

		if (ad->regions[i].engine < 0)
			continue;
		if (!ad->simulation)
			irq = platform_get_irq(pdev, engines);
		if (irq < 0)
			return irq;
		err = accel_engine_init(ad, &ad->engines[engines], i, irq);
		if (err)
			return err;
		engines++;
	}
	return 0;
}

static void stop_engines(struct accel_device *ad)
{
	u32 i;

	for (i = 0; i < ad->engine_count; i++)
		if (ad->engines[i].ad)
			accel_engine_stop(&ad->engines[i]);
}

static int init_memory(struct accel_device *ad)
{
	int err = dma_set_mask_and_coherent(ad->dev, DMA_BIT_MASK(32));

	/* The engines know no borders that a piece must not cross. */
	dma_set_max_seg_size(ad->dev, SZ_2G);
	if (err || !ad->dev->of_node)
		return err;
	/* Without a pool of its own it takes from the kernel's. */
	err = of_reserved_mem_device_init(ad->dev);
	return err == -ENODEV || err == -EINVAL ? 0 : err;
}

static struct accel_device *create(struct device *dev)
{
	struct accel_device *ad = kzalloc(sizeof(*ad), GFP_KERNEL);

	if (!ad)
		return ERR_PTR(-ENOMEM);
	ad->id = ida_alloc(&ids, GFP_KERNEL);
	if (ad->id < 0) {
		int err = ad->id;

		kfree(ad);
		return ERR_PTR(err);
	}
	kref_init(&ad->refs);
	mutex_init(&ad->lock);
	INIT_LIST_HEAD(&ad->files);
	INIT_LIST_HEAD(&ad->buffers);
	ad->dev = get_device(dev);
	snprintf(ad->name, sizeof(ad->name), "accel%d", ad->id);
	return ad;
}

static int offer(struct accel_device *ad)
{
	ad->misc = (struct miscdevice){
		.minor = MISC_DYNAMIC_MINOR,
		.name = ad->name,
		.fops = &accel_file_operations,
		.parent = ad->dev,
	};
	return misc_register(&ad->misc);
}

static int probe(struct platform_device *pdev)
{
	struct accel_device *ad = create(&pdev->dev);
	int err;

	if (IS_ERR(ad))
		return PTR_ERR(ad);
	platform_set_drvdata(pdev, ad);
	err = init_memory(ad);
	if (!err)
		err = pdev == simulated ? accel_simulate(ad) :
					  add_regions(ad, pdev);
	if (!err)
		err = init_engines(ad, pdev);
	if (!err)
		err = offer(ad);
	if (err) {
		stop_engines(ad);
		accel_device_put(ad);
		return err;
	}
	dev_info(&pdev->dev, "%s: %u windows, %u engines%s\n", ad->name,
		 ad->region_count, ad->engine_count,
		 ad->simulation ? ", simulated" : "");
	return 0;
}

static void take_away(struct platform_device *pdev)
{
	struct accel_device *ad = platform_get_drvdata(pdev);

	misc_deregister(&ad->misc);
	mutex_lock(&ad->lock);
	ad->gone = true;
	accel_windows_unmap(ad);
	mutex_unlock(&ad->lock);
	stop_engines(ad);
	accel_simulation_stop(ad);
	accel_device_put(ad);
}

/* remove() returned a number that nobody looked at until 6.11. */
#if KERNEL_VERSION(6, 11, 0) <= LINUX_VERSION_CODE
static void remove(struct platform_device *pdev)
{
	take_away(pdev);
}
#else
static int remove(struct platform_device *pdev)
{
	take_away(pdev);
	return 0;
}
#endif

/* The next kernel's memory is not to be written to. */
static void shut_down(struct platform_device *pdev)
{
	stop_engines(platform_get_drvdata(pdev));
}

/* An engine in the middle of a transfer would lose it. */
static int __maybe_unused suspend(struct device *dev)
{
	struct accel_device *ad = dev_get_drvdata(dev);
	u32 i;

	for (i = 0; i < ad->engine_count; i++)
		if (accel_engine_busy(&ad->engines[i]))
			return -EBUSY;
	for (i = 0; i < ad->engine_count; i++) {
		mutex_lock(&ad->engines[i].lock);
		ad->engines[i].started = false;
		mutex_unlock(&ad->engines[i].lock);
	}
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(power, suspend, NULL);

static const struct of_device_id matches[] = {
	{ .compatible = "accel,overlay-1.0" },
	{},
};
MODULE_DEVICE_TABLE(of, matches);

static struct platform_driver driver = {
	.probe = probe,
	.remove = remove,
	.shutdown = shut_down,
	.driver = {
		.name = "accel",
		.of_match_table = matches,
		.dev_groups = accel_groups,
		.pm = pm_sleep_ptr(&power),
		/* A device with users cannot be unbound under them. */
		.suppress_bind_attrs = true,
	},
};

static int __init start(void)
{
	int err;

	if (simulate) {
		simulated = platform_device_alloc("accel", 1000);
		if (!simulated)
			return -ENOMEM;
		simulated->dev.coherent_dma_mask = DMA_BIT_MASK(32);
		simulated->dev.dma_mask = &simulated->dev.coherent_dma_mask;
		err = platform_device_add(simulated);
		if (err) {
			platform_device_put(simulated);
			return err;
		}
	}
	err = platform_driver_register(&driver);
	if (err && simulated)
		platform_device_unregister(simulated);
	return err;
}

static void __exit stop(void)
{
	if (simulated)
		platform_device_unregister(simulated);
	platform_driver_unregister(&driver);
	ida_destroy(&ids);
}

module_init(start);
module_exit(stop);
MODULE_DESCRIPTION("Accelerators on Zynq: buffers, AXI DMA, register windows");
MODULE_AUTHOR("The Accel authors");
MODULE_LICENSE("Dual BSD/GPL");
#if KERNEL_VERSION(6, 13, 0) <= LINUX_VERSION_CODE
MODULE_IMPORT_NS("DMA_BUF");
#else
MODULE_IMPORT_NS(DMA_BUF);
#endif
