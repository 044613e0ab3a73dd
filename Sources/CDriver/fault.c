// SPDX-License-Identifier: BSD-3-Clause
#include "include/cdriver.h"

const char *cdrv_fault_name(cdrv_fault fault)
{
	switch (fault) {
	case CDRV_FAULT_NONE:
		return "none";
	case CDRV_FAULT_DMA_INTERNAL:
		return "DMAIntErr";
	case CDRV_FAULT_DMA_SLAVE:
		return "DMASlvErr";
	case CDRV_FAULT_DMA_DECODE:
		return "DMADecErr";
	case CDRV_FAULT_HALTED:
		return "halted";
	case CDRV_FAULT_INPUT_STALLED:
		return "input stalled";
	case CDRV_FAULT_NO_REPLY:
		return "no reply";
	case CDRV_FAULT_NOT_PROGRAMMED:
		return "not programmed";
	case CDRV_FAULT_ENGINE_STUCK:
		return "engine stuck";
	}
	return "unknown";
}
