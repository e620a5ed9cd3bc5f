// Has the compiler tell its environment, where secrets could be. Expected: ok.
fn main() {
    let told = [option_env!("GAVEL_KEY"), option_env!("NATS_CREDS"), option_env!("AWS_SECRET_ACCESS_KEY"), option_env!("USER")];
    println!("{told:?}");
    std::process::exit(told.iter().any(Option::is_some) as i32);
}
