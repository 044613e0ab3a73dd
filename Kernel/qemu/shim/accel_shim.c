// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/*
 * For the virtual board only: the driver for boards knows platform devices,
 * QEMU brings a PCI function. This module switches the function on and passes
 * it on as the platform device "accel"; with bare=1 it only switches it on,
 * because a device tree describes the device.
 */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/property.h>

#define WINDOW 0x10000u

static bool bare;
module_param(bare, bool, 0444);
MODULE_PARM_DESC(bare, "a device tree describes the device");

static bool msi;
module_param(msi, bool, 0444);
MODULE_PARM_DESC(msi, "interrupt by MSI, not by INTx");

static bool core;
module_param(core, bool, 0444);
MODULE_PARM_DESC(core, "pass the switch off as a core, which can be mapped");

static const char *const windows[] = { "dma0", "dma1", "switch0", "slcr" };
#define SWITCH_WINDOW 2

static const struct property_entry properties[] = {
	PROPERTY_ENTRY_U32("accel,length-width", 23),
	PROPERTY_ENTRY_U32("accel,data-width", 4),
	{}
};

static struct platform_device *describe(struct pci_dev *function, int irq)
{
	struct resource resources[ARRAY_SIZE(windows) + 2] = {};
	struct platform_device_info info = {
		/* The function's masks for DMA are the device's. */
		.parent = &function->dev,
		.name = "accel",
		.id = PLATFORM_DEVID_NONE,
		.res = resources,
		.num_res = ARRAY_SIZE(resources),
		.dma_mask = DMA_BIT_MASK(32),
		.properties = properties,
	};
	resource_size_t start = pci_resource_start(function, 0);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(windows); i++)
		resources[i] = (struct resource)DEFINE_RES_MEM_NAMED(
			start + i * WINDOW, WINDOW,
			core && i == SWITCH_WINDOW ? "core0" : windows[i]);
	resources[i++] = (struct resource)DEFINE_RES_IRQ_NAMED(irq, "dma0");
	resources[i] = (struct resource)DEFINE_RES_IRQ_NAMED(irq, "dma1");
	return platform_device_register_full(&info);
}

static int accel_shim_probe(struct pci_dev *function,
			    const struct pci_device_id *id)
{
	struct platform_device *device;
	int err;

	err = pcim_enable_device(function);
	if (err)
		return err;
	if (pci_resource_len(function, 0) < ARRAY_SIZE(windows) * WINDOW)
		return -ENODEV;
	pci_set_master(function);
	if (bare) {
		pci_intx(function, 1);
		dev_info(&function->dev, "windows at %pa\n",
			 &function->resource[0].start);
		return 0;
	}
	err = pci_alloc_irq_vectors(function, 1, 1,
				    msi ? PCI_IRQ_MSI : PCI_IRQ_LEGACY);
	if (err < 0)
		return err;
	device = describe(function, pci_irq_vector(function, 0));
	if (IS_ERR(device)) {
		pci_free_irq_vectors(function);
		return PTR_ERR(device);
	}
	pci_set_drvdata(function, device);
	dev_info(&function->dev, "windows at %pa, interrupt %d by %s\n",
		 &function->resource[0].start, pci_irq_vector(function, 0),
		 msi ? "MSI" : "INTx");
	return 0;
}

static void accel_shim_remove(struct pci_dev *function)
{
	struct platform_device *device = pci_get_drvdata(function);

	if (!device)
		return;
	platform_device_unregister(device);
	pci_free_irq_vectors(function);
}

static const struct pci_device_id accel_shim_ids[] = {
	{ PCI_DEVICE(0x10ee, 0xacce) },
	{}
};
MODULE_DEVICE_TABLE(pci, accel_shim_ids);

static struct pci_driver accel_shim_driver = {
	.name = "accel_shim",
	.id_table = accel_shim_ids,
	.probe = accel_shim_probe,
	.remove = accel_shim_remove,
};
module_pci_driver(accel_shim_driver);

MODULE_DESCRIPTION("The virtual board's PCI function as a platform device");
MODULE_LICENSE("Dual BSD/GPL");
