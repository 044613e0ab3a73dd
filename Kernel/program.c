// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* Designs for the fabric, through the kernel's FPGA manager. */
#include <linux/capability.h>
#include <linux/module.h>
#include <linux/of.h>

#include "accel.h"

static unsigned int program = 1;
module_param(program, uint, 0644);
MODULE_PARM_DESC(program,
		 "who may load bitstreams: 0 nobody, 1 who has CAP_SYS_RAWIO, "
		 "2 who may open the device");

/* A design can be a bus master that reads and writes all memory. */
static bool may_program(void)
{
	switch (READ_ONCE(program)) {
	case 1:
		return capable(CAP_SYS_RAWIO);
	case 2:
		return true;
	default:
		return false;
	}
}

#if IS_REACHABLE(CONFIG_FPGA)

#include <linux/fpga/fpga-mgr.h>
#include <linux/mm.h>
#include <linux/string.h>

/* One stream at a time is in the kernel's memory. */
static DEFINE_MUTEX(loading);

static const struct of_device_id managers[] = {
	{ .compatible = "xlnx,zynq-devcfg-1.0" },
	{ .compatible = "xlnx,zynqmp-pcap-fpga" },
	{},
};

/* The one that the device names, or else the only one there is. */
static struct device_node *find_node(struct accel_device *ad)
{
	struct device_node *node, *found = NULL;

	node = of_parse_phandle(ad->dev->of_node, "fpga-mgr", 0);
	if (node)
		return node;
	for_each_matching_node(node, managers) {
		if (!of_device_is_available(node))
			continue;
		if (found) {
			of_node_put(node);
			of_node_put(found);
			return NULL;
		}
		found = of_node_get(node);
	}
	return found;
}

static struct fpga_manager *get_manager(struct accel_device *ad)
{
	struct device_node *node = find_node(ad);
	struct fpga_manager *manager;

	if (!node)
		return ERR_PTR(-ENODEV);
	manager = of_fpga_mgr_get(node);
	of_node_put(node);
	return IS_ERR(manager) ? ERR_PTR(-ENODEV) : manager;
}

bool accel_can_program(struct accel_device *ad)
{
	struct fpga_manager *manager = get_manager(ad);

	if (IS_ERR(manager))
		return false;
	fpga_mgr_put(manager);
	return true;
}

static bool has_design(struct fpga_manager *manager)
{
	return manager->mops->state &&
	       manager->mops->state(manager) == FPGA_MGR_STATE_OPERATING;
}

void accel_look_for_design(struct accel_device *ad)
{
	struct fpga_manager *manager;

	if (ad->simulation)
		return;
	manager = get_manager(ad);
	if (IS_ERR(manager))
		return;
	WRITE_ONCE(ad->blank, !has_design(manager));
	fpga_mgr_put(manager);
}

static int load(struct accel_device *ad, struct fpga_manager *manager,
		struct fpga_image_info *image)
{
	int err;

	accel_windows_unmap(ad);
	err = fpga_mgr_load(manager, image);
	if (err)
		ad->blank |= !has_design(manager);
	else if (!(image->flags & FPGA_MGR_PARTIAL_RECONFIG))
		ad->blank = false;
	return err;
}

/* While nobody else can reach the fabric. */
static int load_alone(struct accel_device *ad, struct fpga_manager *manager,
		      struct fpga_image_info *image)
{
	int err = accel_fabric_lock(ad);

	if (err)
		return err;
	err = ad->opens > 1 ? -EBUSY : fpga_mgr_lock(manager);
	if (err) {
		accel_fabric_unlock(ad, false);
		return err;
	}
	err = load(ad, manager, image);
	fpga_mgr_unlock(manager);
	accel_fabric_unlock(ad, true);
	return err;
}

static int load_stream(struct accel_device *ad, struct fpga_manager *manager,
		       void *stream, const struct accel_program *ask)
{
	struct fpga_image_info *image = fpga_image_info_alloc(ad->dev);
	int err;

	if (!image)
		return -ENOMEM;
	if (ask->flags & ACCEL_PROGRAM_PARTIAL)
		image->flags |= FPGA_MGR_PARTIAL_RECONFIG;
	image->buf = stream;
	image->count = ask->size;
	err = load_alone(ad, manager, image);
	fpga_image_info_free(image);
	return err;
}

static int load_from(struct accel_device *ad, struct fpga_manager *manager,
		     const struct accel_program *ask)
{
	void *stream;
	int err;

	if (!mutex_trylock(&loading))
		return -EBUSY;
	stream = vmemdup_user(u64_to_user_ptr(ask->stream), ask->size);
	if (IS_ERR(stream)) {
		err = PTR_ERR(stream);
	} else {
		err = load_stream(ad, manager, stream, ask);
		kvfree(stream);
	}
	mutex_unlock(&loading);
	return err;
}

static int program_by(struct accel_device *ad, const struct accel_program *ask)
{
	struct fpga_manager *manager = get_manager(ad);
	int err;

	if (IS_ERR(manager))
		return PTR_ERR(manager);
	err = load_from(ad, manager, ask);
	fpga_mgr_put(manager);
	return err;
}

#else

bool accel_can_program(struct accel_device *ad)
{
	return false;
}

void accel_look_for_design(struct accel_device *ad)
{
}

static int program_by(struct accel_device *ad, const struct accel_program *ask)
{
	return -EOPNOTSUPP;
}

#endif

int accel_program(struct accel_device *ad, const struct accel_program *ask)
{
	if (ask->pad || ask->flags & ~ACCEL_PROGRAM_PARTIAL)
		return -EINVAL;
	if (!may_program())
		return -EPERM;
	if (!ask->size || ask->size % 4)
		return -EINVAL;
	if (ask->size > ACCEL_MAX_STREAM)
		return -EMSGSIZE;
	if (ask->stream != (unsigned long)ask->stream)
		return -EFAULT;
	return program_by(ad, ask);
}
