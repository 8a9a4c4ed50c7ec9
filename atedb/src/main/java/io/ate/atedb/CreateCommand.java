package io.ate.atedb;

import io.ate.Chain;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Trust;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Begins a chain. */
@Command(name = "create", header = "Begin a chain.",
        description = "Create a chain. Your own key reads, writes and controls it; keys that you name "
                + "are added. Prints the link to hand on, the trust mode and the keys.")
final class CreateCommand extends AtedbCommand {
    @Mixin
    private final NewChainOptions options;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Option(names = "--trust", paramLabel = "MODE", defaultValue = "centralized",
            description = "centralized: the server's word is taken for who changed a value; distributed: every "
                    + "commit is signed and every client verifies everything (default: ${DEFAULT-VALUE}).")
    private Trust trust = Trust.CENTRALIZED;

    @Option(names = "--root", paramLabel = "PUB", arity = "1..*", converter = PublicKeysConverter.class,
            description = "Whoever holds these keys writes, too.")
    private List<PublicKeys> writers = List.of();

    @Option(names = "--reader", paramLabel = "PUB", arity = "1..*", converter = Reader.Converter.class,
            description = "Whoever holds these keys reads, too; \"everyone\": values are stored in clear, and whoever "
                    + "reaches the server reads them.")
    private List<Reader> readers = List.of();

    @Option(names = "--owner", paramLabel = "PUB", arity = "1..*", converter = PublicKeysConverter.class,
            description = "Whoever holds these keys changes the rules, too.")
    private List<PublicKeys> owners = List.of();

    CreateCommand(Surroundings surroundings) {
        super(surroundings);
        options = new NewChainOptions(surroundings);
    }

    @Override
    ExitCode run(Results results) {
        List<PublicKeys> named = namedReaders();
        try (Connection connection = options.connectWithKeys(new TrustOptions(), messages())) {
            KeyBundle own = connection.requireKeys();
            Genesis genesis = Genesis.of(rules(own.publicKeys(), named)).trust(trust);
            try (Chain chain = connection.create(options.chain(), genesis)) {
                print(results, connection, chain, named);
                sayWhoCannotWrite(results, own.publicKeys(), named);
                if (!writers.isEmpty() || !readers.isEmpty() || !owners.isEmpty()) {
                    results.flush(); // so that the hint stands behind it
                    connection.warnOfLocalLink();
                }
            }
        }
        return ExitCode.DONE;
    }

    private void sayWhoCannotWrite(Results results, PublicKeys own, List<PublicKeys> named) {
        List<KeyId> blind = WritersOnly.of(rules(own, named).readers(), writers);
        if (!blind.isEmpty()) {
            results.flush();
            blind.forEach(each -> messages().say(
                    WritersOnly.hint(each, "atedb grant " + options.chain().name() + " --read PUB")));
        }
    }

    private List<PublicKeys> namedReaders() {
        List<PublicKeys> named = readers.stream()
                .flatMap(reader -> reader instanceof Reader.Holder(PublicKeys keys) ? Stream.of(keys) : Stream.empty())
                .toList();
        if (everyoneReads() && !named.isEmpty()) {
            throw wrongUsage("--reader: if everyone reads, nobody has to be named");
        }
        return named;
    }

    private boolean everyoneReads() {
        return readers.contains(new Reader.Everyone());
    }

    private Rules rules(PublicKeys own, List<PublicKeys> named) {
        Rules rules = Rules.inherit().writableBy(and(own, writers)).controlledBy(and(own, owners));
        return everyoneReads() ? rules.readableByEveryone() : rules.readableBy(and(own, named));
    }

    private static PublicKeys[] and(PublicKeys own, List<PublicKeys> added) {
        return Stream.concat(Stream.of(own), added.stream()).distinct().toArray(PublicKeys[]::new);
    }

    private void print(Results results, Connection connection, Chain chain, List<PublicKeys> named) {
        PublicKeys own = connection.requireKeys().publicKeys();
        String mode = trust.name().toLowerCase(Locale.ROOT);
        List<String> reading = everyoneReads() ? List.of(Reader.EVERYONE) : ids(own, named);
        Made made = new Made(connection.link(chain), chain.id().toString(), mode, reading, ids(own, writers),
                ids(own, owners));
        if (json.isAsked()) {
            results.line(Json.line(made));
            return;
        }
        results.line(made.link());
        results.line("trust    " + made.trust());
        results.line("readers  " + String.join(", ", made.readers()));
        results.line("writers  " + String.join(", ", made.writers()));
        results.line("owners   " + String.join(", ", made.owners()));
    }

    private static List<String> ids(PublicKeys own, List<PublicKeys> added) {
        return Stream.of(and(own, added)).map(key -> key.id().toString()).toList();
    }

    /** The result as JSON. */
    record Made(String link, String id, String trust, List<String> readers, List<String> writers,
            List<String> owners) {}
}
