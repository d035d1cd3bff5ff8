"""Where everything is kept: archive and catalog (the truth), index (disposable), locks."""
