"""How a plan is found: compiled problems, rules, goals, search, bounds and explanations.

Linear algebra runs on one thread. The tables are small, so that threads cost more than they bring, many times more on a
busy machine; and sums must not depend on how many there are. The libraries read these settings when NumPy is loaded,
which nothing outside this package does earlier.
"""

import os

for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")
