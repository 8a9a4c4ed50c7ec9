package io.ate.atedb;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.Type;
import io.ate.atedb.console.Figures;
import io.ate.atedb.console.Messages;
import io.ate.atedb.console.Progress;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Stop;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.json.JsonLines;
import io.ate.atedb.place.Durations;
import io.ate.atedb.transfer.Counts;
import io.ate.atedb.transfer.Importer;
import io.ate.atedb.transfer.LineNames;
import io.ate.atedb.transfer.NameField;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Stores many objects. */
@Command(name = "import", header = "Store many objects, from JSON lines.",
        description = "Store JSON lines, plain or gzip, as objects, one a line. A chain that is not there yet is "
                + "created for you alone. Once begun, an import waits for a server that went away and goes on when "
                + "it is back. With --id-field it can be repeated: objects that are equal already are left alone, "
                + "others replaced. Told to stop (Ctrl-C, SIGTERM), it finishes what is in flight, says up to which "
                + "line all is stored and how to go on, and ends with 0, since that is an end in order and nothing "
                + "has failed: a script that goes on only with everything stored runs it again, with --id-field, "
                + "until nothing is stored any more. Where the server does not answer in the time of --grace, it says what "
                + "is known to be stored, and ends with 1.")
final class ImportCommand extends AtedbCommand {
    private static final Duration COMMIT_PATIENCE = Duration.ofDays(1);
    private static final String MEND = "mend that, and ";

    @Mixin
    private final ChainOptions options;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Parameters(index = "1", paramLabel = "FILE", description = "The file with the lines; - is standard input.")
    private String file = "";

    @Option(names = "--type", paramLabel = "TYPE", defaultValue = "object",
            description = "The type of the objects (default: ${DEFAULT-VALUE}).")
    private String type = "";

    @Option(names = "--id-field", paramLabel = "FIELD",
            description = "Name each object by this field of its value, text or a number; 7 and \"7\" are one name "
                    + "(default: each line is a new object without a name). Where lines of a file have the same, the "
                    + "last one counts; of standard input each replaces the one before.")
    private @Nullable String idField;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "100",
            description = "Store so many objects with one commit, 1 to 10000 (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--grace", paramLabel = "DURATION", defaultValue = "30s", converter = Durations.class,
            description = "When told to stop, wait at most so long for the answers to what was sent (default: "
                    + "${DEFAULT-VALUE}).")
    private Duration grace = Duration.ZERO;

    ImportCommand(Surroundings surroundings) {
        super(surroundings);
        options = new ChainOptions(surroundings);
    }

    @Override
    ExitCode run(Results results) throws Exception {
        if (batch < 1 || batch > 10_000) {
            throw wrongUsage("--batch is 1 to 10000, not " + batch);
        }
        if (input().isStandardInput()) {
            demandAllOfStandardInput("the lines");
        }
        Type<JsonNode> each = type();
        Optional<LineNames> names = Optional.ofNullable(idField).map(this::names);
        Messages messages = messages();
        Thread worker = Thread.currentThread();
        try (Stop.Listening _ = surroundings().stop().onRequest(grace, worker::interrupt);
                Connection connection = options.connectWithKeys(messages());
                JsonLines lines = open();
                Chain chain = connection.openOrCreate(options.chain());
                Progress progress = new Progress(messages(), "object")) {
            Importer importer = new Importer(chain.within(COMMIT_PATIENCE), each, names, batch,
                    counts -> progress.at(counts.all(), part(lines)));
            try (Stop.Listening _ = surroundings().stop().onGivingUp(() -> giveUp(importer, messages))) {
                print(results, progress, importer.run(lines));
                names.ifPresent(this::sayRepeated);
            } catch (InterruptedException | AteException | IOException e) {
                if (isToldToStop(e)) {
                    endEarly(results, progress, importer);
                } else {
                    if (json.isAsked()) { // so that a script knows where to go on
                        printStored(results, importer.stored());
                    }
                    throw explained(e, importer, connection, chain);
                }
            }
        } catch (AteException | ClosedByInterruptException e) {
            if (!isToldToStop(e)) {
                throw e;
            }
            printStored(results, Importer.Stored.NOTHING);
            results.flush();
            messages().say("Told to stop before the beginning. Nothing is stored yet: run the same command again");
        }
        return ExitCode.DONE;
    }

    private boolean isToldToStop(Exception failure) {
        return surroundings().stop().isRequested() && (failure instanceof InterruptedException
                || failure instanceof ClosedByInterruptException || failure.getCause() instanceof InterruptedException);
    }

    private Exception explained(Exception failure, Importer importer, Connection connection, Chain chain) {
        return switch (failure) {
            case AteException e -> {
                AteException why = connection.refusal(options.chain())
                        .inside(e, PutCommand.SEALING, Optional.empty(), chain);
                yield new ExplainedException(why.getMessage() + ". " + standing(importer, MEND), why);
            }
            case IOException e -> new IOException(
                    "cannot read " + input() + ": " + e.getMessage() + ". " + standing(importer, MEND), e);
            default -> failure;
        };
    }

    /** Told to stop: what was in flight is stored, and that is an end in order. */
    private void endEarly(Results results, Progress progress, Importer importer) {
        print(results, progress, importer.stored());
        results.flush();
        messages().say("Told to stop before the end. " + standing(importer, ""));
    }

    /**
     * What is stored, and how to go on.
     *
     * @param before what is to be done before that
     */
    private String standing(Importer importer, String before) {
        return standing().settled(importer.stored(), before);
    }

    /** The server does not answer, and is not waited for any longer. */
    private void giveUp(Importer importer, Messages messages) {
        messages.failure("atedb: told to stop, and there is no answer any more: "
                + standing().open(importer.stored()));
    }

    private Standing standing() {
        return new Standing(options.chain(), input(), idField != null);
    }

    private Input input() {
        return new Input(file, surroundings());
    }

    private Type<JsonNode> type() {
        try {
            return Type.tree(type);
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e);
        }
    }

    private JsonLines open() throws IOException {
        return new JsonLines(input().toString(), input().open("JSON lines"));
    }

    private LineNames names(String field) {
        NameField names = new NameField(input().toString(), field);
        return input().isPlainFile() ? LineNames.ofFile(names, this::open) : LineNames.ofStream(names);
    }

    private void sayRepeated(LineNames names) {
        if (names.repeated() > 0) {
            messages().say((names.repeated() == 1 ? "1 id stands" : Figures.count(names.repeated()) + " ids stand")
                    + " on several lines of " + file + ": of each, the last line counts.");
        }
    }

    private OptionalDouble part(JsonLines lines) {
        try {
            return input().isPlainFile() ? OptionalDouble.of((double) lines.consumed() / input().size())
                    : OptionalDouble.empty();
        } catch (IOException e) {
            return OptionalDouble.empty(); // only the bar is poorer for it
        }
    }

    private void print(Results results, Progress progress, Importer.Stored stored) {
        printStored(results, stored);
        if (!json.isAsked()) {
            progress.at(stored.counts().all());
            messages().say(progress.summary());
        }
    }

    private void printStored(Results results, Importer.Stored stored) {
        Counts counts = stored.counts();
        results.line(json.isAsked()
                ? Json.line(new Imported(counts.stored(), counts.replaced(), counts.skipped(), stored.through()))
                : Figures.count(counts.stored()) + " stored, " + Figures.count(counts.replaced()) + " replaced, "
                        + Figures.count(counts.skipped()) + " there already");
    }

    /** The result as JSON; all is stored up to that line. */
    record Imported(long stored, long replaced, long skipped, long line) {}
}
