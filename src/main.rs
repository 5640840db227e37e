//! The `polc` command.

fn main() -> std::process::ExitCode {
    polc::cli::main()
}
