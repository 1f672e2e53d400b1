"""How a plan is found: compiled problems, rules, goals, search, bounds and explanations.

Linear algebra runs on one thread. The tables are small, so that threads cost more than they bring, many times more on
a busy machine; and sums must not depend on how many there are. The libraries read these settings when NumPy is loaded;
one that is there already is told afterwards, for the whole process. Numba is told where compiled loops are kept in the
same way (``solver.compiled``).
"""

import os
import sys

from threadpoolctl import threadpool_limits

for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")
if "numpy" in sys.modules:
    threadpool_limits(limits=1, user_api="blas")
_places = os.environ.setdefault(
    "NUMBA_CACHE_LOCATOR_CLASSES",
    "solver.compiled.Given,solver.compiled.Beside,solver.compiled.OfUser,IPythonCacheLocator,ZipCacheLocator",
)
if _config := sys.modules.get("numba.core.config"):
    # Numba is there already, and reads its settings once.
    _config.CACHE_LOCATOR_CLASSES = _places  # type: ignore[attr-defined]
