package io.ate.atedb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** A command line for each command that shows its use, for the end of its help. */
final class Examples {
    private static final int WIDTH = 80;
    private static final Map<String, List<String>> BY_COMMAND = Map.ofEntries(
            Map.entry("solo", List.of("atedb solo my-data", "atedb solo my-data --listen 0.0.0.0 --port 5000")),
            Map.entry("demo", List.of("atedb demo")),
            Map.entry("keygen", List.of("atedb keygen alice.key")),
            Map.entry("create",
                    List.of("atedb create example.com/alice/notes --reader bob.key.pub --key alice.key",
                            "atedb create example.com/alice/news --trust distributed --reader everyone --key alice.key")),
            Map.entry("grant",
                    List.of("atedb grant example.com/alice/notes --read bob.key.pub --key alice.key",
                            "atedb grant example.com/alice/notes note/first --write bob.key.pub --key alice.key")),
            Map.entry("revoke", List.of("atedb revoke example.com/alice/notes --read bob.key.pub --key alice.key")),
            Map.entry("put",
                    List.of("echo '{\"text\":\"buy milk\"}' | atedb put example.com/alice/notes note/first --key alice.key",
                            "atedb put example.com/alice/notes note/first milk.json --version 1 --key alice.key")),
            Map.entry("get", List.of("atedb get example.com/alice/notes note/first --key alice.key")),
            Map.entry("rm", List.of("atedb rm example.com/alice/notes note/first --key alice.key")),
            Map.entry("ls", List.of("atedb ls --key alice.key", "atedb ls example.com/alice/notes --key alice.key")),
            Map.entry("import",
                    List.of("atedb import example.com/alice/packages packages.jsonl.gz --id-field package "
                            + "--type package --key alice.key")),
            Map.entry("export",
                    List.of("atedb export example.com/alice/packages --key alice.key | gzip > packages.jsonl.gz",
                            "atedb export 'ws://example.com/db/alice/notes#…&chain=…' --key bob.key")),
            Map.entry("watch",
                    List.of("atedb watch example.com/alice/notes --from start --key alice.key",
                            "atedb watch example.com/alice/notes --from 8 --key alice.key",
                            "atedb watch example.com/alice/notes --count 1 --key alice.key | jq .value")),
            Map.entry("bench", List.of("atedb bench --clients 4 --seconds 5 --json")),
            Map.entry("compact", List.of("atedb compact", "atedb compact --data /var/lib/ate notes --json")),
            Map.entry("status", List.of("atedb status --key alice.key")),
            Map.entry("drop",
                    List.of("atedb drop example.com/alice/notes --key alice.key",
                            "atedb drop example.com/alice/notes --yes --key alice.key")),
            Map.entry("forget", List.of("atedb forget localhost:5000")),
            Map.entry("dump",
                    List.of("atedb dump example.com/alice/notes --key alice.key",
                            "atedb dump --data my-data example.com/alice/notes --history")),
            Map.entry("prove",
                    List.of("atedb prove example.com/alice/notes note/first --out milk.proof.json --key alice.key")),
            Map.entry("verify",
                    List.of("atedb verify --data my-data", "atedb verify example.com/alice/notes --key alice.key")),
            Map.entry("accept", List.of("atedb accept example.com/alice/notes --server ws://db.example.com/db")),
            Map.entry("backup",
                    List.of("atedb backup --data /var/lib/atedb/db /backup/atedb",
                            "atedb backup --data /var/lib/atedb/db /backup/atedb --keep 14",
                            "atedb backup --data /var/lib/atedb/db --chain example.com/alice/notes notes.chain")),
            Map.entry("restore", List.of("atedb restore /backup/atedb --list",
                    "atedb restore /backup/atedb --data /var/lib/atedb/db --force",
                    "atedb restore notes.chain --data /var/lib/atedb/db")));

    private Examples() {}

    /** Puts the examples of the command at the end of its help. */
    static void addTo(CommandSpec command) {
        List<String> footer = new ArrayList<>(List.of("", "For example:"));
        BY_COMMAND.getOrDefault(command.name(), List.of()).forEach(example -> footer.addAll(lines(example)));
        command.usageMessage().footer(footer.toArray(String[]::new));
    }

    /** The example on lines that no terminal breaks, as a shell takes them. */
    private static List<String> lines(String example) {
        List<String> lines = new ArrayList<>();
        String rest = "  " + example;
        while (rest.length() > WIDTH) {
            int end = Math.max(rest.lastIndexOf(" --", WIDTH - 2), rest.lastIndexOf(" | ", WIDTH - 2));
            lines.add(rest.substring(0, end) + " \\");
            rest = "     " + rest.substring(end);
        }
        lines.add(rest);
        return lines;
    }
}
