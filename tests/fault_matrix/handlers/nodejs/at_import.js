throw new Error('unseen-7f3a: while the module loads');
