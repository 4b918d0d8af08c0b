"""LocalStack's open core in host mode: installed by :mod:`.install`, started by :mod:`.server`."""
