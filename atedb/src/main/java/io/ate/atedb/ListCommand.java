package io.ate.atedb;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.console.Table;
import io.ate.atedb.json.Json;
import io.ate.atedb.json.ObjectForm;
import io.ate.atedb.place.ChainAddress;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows objects, or chains. */
@Command(name = "ls", description = "List the objects of a chain; without a chain, the chains that you may open.")
final class ListCommand extends AtedbCommand {
    private static final int PREVIEW = 60;

    @Mixin
    private final CallerOptions caller;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Parameters(index = "0", arity = "0..1", paramLabel = "CHAIN", converter = AddressConverter.OfChain.class,
            description = "The chain's name, or ws://host[:port]/db/<name>[#fingerprint][&chain=<id>] (default: the "
                    + "server's chains).")
    private @Nullable ChainAddress chain;

    ListCommand(Surroundings surroundings) {
        super(surroundings);
        caller = new CallerOptions(surroundings);
    }

    @Override
    ExitCode run(Results results) {
        if (chain == null) {
            chains(results);
        } else {
            objects(results, chain);
        }
        return ExitCode.DONE;
    }

    private void chains(Results results) {
        try (Connection connection = caller.connectWithKeys(Optional.empty(), new TrustOptions(), messages())) {
            connection.chains()
                    .forEach(each -> results.line(
                            json.isAsked() ? Json.line(new Listed(each.name().text(), each.id().toString()))
                                    : each.name().text()));
        }
    }

    private void objects(Results results, ChainAddress address) {
        try (Connection connection = caller.connect(address.server(), new TrustOptions(), messages());
                Chain opened = connection.openExisting(address)) {
            if (json.isAsked()) {
                opened.run(dio -> dio.all().forEach(each -> results.line(Json.line(ObjectForm.of(each)))));
                return;
            }
            Table table = new Table("ID", "TYPE", "VERSION", "TIME", "VALUE");
            opened.run(dio -> dio.all().forEach(each -> addRow(table, each)));
            table.lines().forEach(results::line);
        }
    }

    private static void addRow(Table table, Dao<JsonNode> object) {
        JsonNode form = ObjectForm.of(object);
        String value = form.path("unreadable").asBoolean() ? "(not for your key)" : Json.line(form.path("value"));
        table.row(object.key().toString(), object.typeName(), Long.toString(object.version()),
                object.updated().time().truncatedTo(ChronoUnit.SECONDS).toString(),
                value.length() <= PREVIEW ? value : value.substring(0, PREVIEW - 1) + "…");
    }

    /** A chain as JSON. */
    record Listed(String name, String id) {}
}
