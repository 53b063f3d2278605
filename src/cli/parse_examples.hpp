#pragma once

// What the help says beside the options: what rolecall is for, and how each command is typed.

namespace rolecall::cli {

inline constexpr const char* about =
    "Keeps the access rules of an OpenAI organization in Git.\n\n"
    "Reads a YAML policy, reads the organization, shows the difference as a plan, and applies it.";

inline constexpr const char* top_examples =
    "First steps:\n"
    "  rolecall validate                   is the policy well formed? (needs no key)\n"
    "  rolecall whoami                     which organization does my key open?\n"
    "  rolecall plan                       what would change? (changes nothing)\n"
    "  rolecall apply                      change it, after asking\n\n"
    "The admin key is read from OPENAI_ADMIN_KEY or --admin-key-file, never from the command line.\n"
    "PATH defaults to rolecall.yaml, else policy/. 'rolecall COMMAND --help' says more.";

inline constexpr const char* validate_examples =
    "Examples:\n"
    "  rolecall validate\n"
    "  rolecall validate policy/\n"
    "  rolecall validate --format json rolecall.yaml\n"
    "  generate-policy | rolecall validate -\n"
    "  rolecall validate --report sarif=rolecall.sarif --report junit=rolecall.xml\n"
    "  rolecall validate --report github    annotations on stdout; github=FILE writes a file\n\n"
    "Reports are written whether the policy is valid or not. Run in the root of the repository: they name "
    "files\n"
    "from the working directory on.";

inline constexpr const char* plan_examples =
    "Examples:\n"
    "  rolecall plan\n"
    "  rolecall plan --detailed-exitcode policy/        exit 2 if there are changes\n"
    "  rolecall plan --format markdown -o comment.md    for a pull request\n"
    "  rolecall plan --format json -o plan.json         to look at, and to apply exactly this later\n"
    "  rolecall plan --only 'project[\"Checkout\"]'       one project, at a fraction of the calls\n"
    "  rolecall plan --revoke-first                     after an incident: every removal before any "
    "addition\n"
    "  rolecall plan --explain-reads                    what it would cost; makes no call\n"
    "  rolecall plan --state state.json                 for a snapshot: no key, no network";

inline constexpr const char* apply_examples =
    "Examples:\n"
    "  rolecall apply                      shows the plan and asks\n"
    "  rolecall apply --yes policy/        for pipelines\n"
    "  rolecall apply --dry-run            the same as plan\n"
    "  rolecall apply --max-removals 10    lifts the guard for this run\n"
    "  rolecall apply --revoke-first       after an incident: every removal before any addition\n"
    "  rolecall apply --plan plan.json     what plan --format json wrote, if what it rests on is still so\n"
    "  rolecall apply --lock file:/srv/rolecall/lock --lock-timeout 10m     one at a time; others wait\n"
    "  rolecall apply --lock https://gitlab.example.com/api/v4/projects/7/terraform/state/rolecall/lock\n"
    "                 --lock-method post\n\n"
    "A lock's server is asked with ROLECALL_LOCK_USERNAME and ROLECALL_LOCK_PASSWORD, where they are set.\n"
    "Applying twice writes nothing the second time; an interrupted run needs only another run.";

inline constexpr const char* show_examples =
    "Examples:\n"
    "  rolecall show plan.json\n"
    "  rolecall show plan.json --format markdown\n\n"
    "Reads what rolecall plan --format json wrote and prints what plan printed; needs no key and no network. "
    "A\n"
    "file that was changed by hand is refused.";

inline constexpr const char* unlock_examples =
    "Examples:\n"
    "  rolecall unlock 8f14e45f-ceea-467f-a8d2-5c1b9a2c7d10 --lock file:/srv/rolecall/lock\n"
    "  rolecall unlock --yes 8f14e45f-ceea-467f-a8d2-5c1b9a2c7d10 --lock "
    "https://locks.example.com/rolecall\n\n"
    "For a lock whose holder is gone. apply names the ID of a lock that is held; a lock of another ID is "
    "left\n"
    "alone. A holder who is not gone after all sends nothing more once he finds his lock in a file removed;\n"
    "one with a lock on a server does not notice.";

inline constexpr const char* whoami_examples = "Examples:\n"
                                               "  rolecall whoami\n"
                                               "  rolecall whoami --format json\n\n"
                                               "Makes three calls and changes nothing.";

inline constexpr const char* snapshot_examples =
    "Examples:\n"
    "  rolecall snapshot -o state.json\n"
    "  rolecall plan --state state.json                           needs no key, makes no call\n"
    "  rolecall-emulator --plain-http --state state.json          to rehearse on a copy\n\n"
    "Reads every role, group, member, user, project, grant and invitation, one call or more for each group "
    "and\n"
    "user and for whoever is in a project: a large organization takes long, with a limit on calls hours.\n"
    "All of it is written, or nothing. The file holds names and e-mail addresses, and no key.";

inline constexpr const char* export_examples =
    "Examples:\n"
    "  rolecall export -o policy                          a folder, with a file for each project\n"
    "  rolecall export --single-file -o rolecall.yaml\n"
    "  rolecall export --single-file | less\n"
    "  rolecall export --state state.json -o policy       from a snapshot: no key, no network\n\n"
    "Reads everything, as rolecall snapshot does, and writes it as a policy for people to read and to go on "
    "with: its\n"
    "plan is empty, as it is written (additive) and when manage is made authoritative. Writes new files "
    "only.";

inline constexpr const char* init_examples = "Examples:\n"
                                             "  rolecall init             rolecall.yaml here\n"
                                             "  rolecall init access\n\n"
                                             "Writes new files only; needs no key and no network.";

inline constexpr const char* schema_examples =
    "Examples:\n"
    "  rolecall schema policy                           for editors: completion, and mistakes as you type\n"
    "  rolecall schema policy -o policy.schema.json     then begin each policy file with this line:\n"
    "  # yaml-language-server: $schema=policy.schema.json\n"
    "  rolecall schema plan                             of what plan --format json writes";

inline constexpr const char* history_examples =
    "Examples:\n"
    "  rolecall history                    the last 20 applies\n"
    "  rolecall history -n 100\n"
    "  rolecall history 4f2a91c0           each change of one, with its requests\n"
    "  rolecall history --format json\n\n"
    "Told from the journals that applies on this machine have kept below --state-dir: the newest 100, and "
    "any "
    "that\n"
    "has something open. Times are UTC. Makes no call.";

} // namespace rolecall::cli
