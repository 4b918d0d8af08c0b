require('nothing-of-that-name-unseen-7f3a');
