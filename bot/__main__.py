"""`python -m bot` and the command `compass-bot`."""

from bot.cli import main

if __name__ == "__main__":
    main()
