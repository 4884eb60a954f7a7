#![no_main]

rewards_fuzz::target!(groups);
