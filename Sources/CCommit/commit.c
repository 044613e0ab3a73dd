/* SPDX-License-Identifier: BSD-3-Clause */
#include "ccommit.h"

#define QUOTED(text) #text
#define TEXT_OF(name) QUOTED(name)

const char *ccommit_text(void)
{
#ifdef CCOMMIT
	return TEXT_OF(CCOMMIT);
#else
	return "";
#endif
}
