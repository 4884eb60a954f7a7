#![no_main]

rewards_fuzz::target!(check_answer);
