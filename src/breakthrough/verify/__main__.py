"""`python -m breakthrough.verify` is `breakthrough verify`."""

import sys

from breakthrough.verify import main

sys.exit(main())
