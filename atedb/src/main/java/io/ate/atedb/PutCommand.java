package io.ate.atedb;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.NoSuchObjectException;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.json.NotJsonException;
import io.ate.atedb.place.ObjectAddress;
import io.ate.atedb.place.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Stores one object. */
@Command(name = "put", header = "Store one object.",
        description = "Store a JSON value as an object and print the object's id. A chain that is not "
                + "there yet is created for you alone.")
final class PutCommand extends ChainCommand {
    /** Values are sealed with the keys of readers. */
    static final String SEALING = "read, and so not write,";

    private static final int LONGEST = 16 << 20;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Parameters(index = "1", paramLabel = "TYPE[/NAME]",
            description = "The type of a new object, with the name by which it is found again, if it is to have one; "
                    + "or the id of an existing object.")
    private String object = "";

    @Parameters(index = "2", arity = "0..1", paramLabel = "FILE", defaultValue = "-",
            description = "The JSON value; - is standard input (default: ${DEFAULT-VALUE}).")
    private String file = "";

    @Option(names = "--version", paramLabel = "N",
            description = "Replace an existing object, if this still is its version.")
    private @Nullable Long version;

    @Option(names = "--force", fallbackValue = Settings.ON,
            description = "Replace an existing object, whatever it has become.")
    private boolean force;

    @Mixin
    private final HistoryOption history = new HistoryOption();

    private JsonNode value = MissingNode.getInstance();

    PutCommand(Surroundings surroundings) {
        super(surroundings, Access.CREATING);
    }

    @Override
    void check() {
        if (force && version != null) {
            throw wrongUsage("--version or --force, not both");
        }
        if (input().isStandardInput()) {
            demandAllOfStandardInput("the value");
        }
        try {
            var _ = isNameless() ? Type.tree(object) : object();
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e);
        }
    }

    @Override
    void read() throws IOException {
        value = value();
    }

    @Override
    boolean isContentWithHead() {
        return history.isSpared();
    }

    @Override
    Optional<ObjectAddress> object() {
        return isNameless() ? Optional.empty() : Optional.of(ObjectAddress.parse(object));
    }

    @Override
    String reading() {
        return SEALING;
    }

    @Override
    void work(Results results, Connection connection, Chain chain) {
        PrimaryKey key = chain.commit(dio -> put(dio, value).key());
        results.line(json.isAsked() ? Json.line(new Stored(key.toString())) : key.toString());
    }

    private boolean isNameless() {
        return object.indexOf('/') < 0 && !ObjectAddress.ID.matcher(object).matches();
    }

    private Input input() {
        return new Input(file, surroundings());
    }

    private JsonNode value() throws IOException {
        Input input = input();
        try (InputStream stream = input.open("a JSON value")) {
            byte[] bytes = stream.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new AteException("the value is longer than 16 MiB, which no object may be: split it");
            }
            return Json.parse(bytes);
        } catch (NotJsonException e) {
            throw new AteException(input + ", " + e.place() + ": " + e.getMessage(), e);
        }
    }

    private Dao<JsonNode> put(Dio dio, JsonNode value) {
        if (isNameless()) {
            return dio.store(Type.tree(object), value);
        }
        DaoRef<JsonNode> ref = NamedObjects.ref(dio, ObjectAddress.parse(object));
        Optional<Dao<JsonNode>> existing = dio.find(ref);
        if (existing.isEmpty() && ref.name().isEmpty()) {
            throw new NoSuchObjectException("there is no object " + object
                    + ", and an id is nobody's to choose: for a new object give its TYPE or TYPE/NAME", ref.key());
        }
        if (existing.isEmpty()) {
            if (version != null) {
                throw new NoSuchObjectException("there is no object " + object + " to replace: leave --version out",
                        ref.key());
            }
            return dio.store(ref, value);
        }
        return replace(existing.get(), value);
    }

    private Dao<JsonNode> replace(Dao<JsonNode> existing, JsonNode value) {
        if (!force) {
            requireVersion(existing.version());
            existing.requireUnchanged();
        }
        NamedObjects.change(() -> existing.overwrite(value));
        return existing;
    }

    private void requireVersion(long stored) {
        if (version == null) {
            throw new AteException(object + " exists already, at version " + stored + ": to replace it give --version "
                    + stored + ", or --force");
        }
        if (version != stored) {
            throw new AteException(object + " is at version " + stored + ", not " + version
                    + ": look at it again (\"atedb get\"), or give --force");
        }
    }

    /** The result as JSON. */
    record Stored(String id) {}
}
