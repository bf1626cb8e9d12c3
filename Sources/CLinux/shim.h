#pragma once

/* Of <unistd.h>, where Swift does not see it: it is an extension of Linux. */
int syncfs(int descriptor);
