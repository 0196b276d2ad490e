#pragma once

// smpicxx puts smpi_helpers.h before every source. Its macros have the names of functions of the C library,
// which breaks C++ headers. Nothing here needs them: the driver reads the simulated clock with MPI_Wtime.
#undef sleep
#undef usleep
#undef nanosleep
#undef gettimeofday
#undef clock_gettime
#undef getopt
#undef getopt_long
#undef getopt_long_only
#undef exit
#undef getpid
