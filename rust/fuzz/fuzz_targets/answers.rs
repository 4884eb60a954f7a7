#![no_main]

rewards_fuzz::target!(answers);
