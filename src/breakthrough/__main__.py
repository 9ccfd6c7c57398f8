"""`python -m breakthrough` is the `breakthrough` command."""

import sys

from breakthrough.config.commands import main

sys.exit(main())
