package io.ate.atedb;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.console.Table;
import io.ate.atedb.json.Json;
import io.ate.atedb.json.ObjectForm;
import io.ate.atedb.place.ChainAddress;
import io.ate.client.ChainListing;
import io.ate.client.ChainListings;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows objects, or chains. */
@Command(name = "ls", header = "List objects, or chains.",
        description = "List the objects of a chain; without a chain, the chains that you may open. If your key may not "
                + "read some of the objects, the end says of how many, and the exit code is 3.")
final class ListCommand extends AtedbCommand {
    private static final int PREVIEW = 60;

    @Mixin
    private final CallerOptions caller;

    @Mixin
    private final TrustOptions trust = new TrustOptions();

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
        try (Connection connection = caller.connect(Optional.empty(), trust, messages())) {
            ChainListings chains = connection.chains();
            List<ChainListing> listed = chains.listed()
                    .stream()
                    .sorted(Comparator.comparing(each -> each.name().text()))
                    .toList();
            listed.forEach(each -> results.line(
                    json.isAsked() ? Json.line(new Listed(each.name().text(), each.id().toString()))
                            : each.name().text()));
            results.flush();
            if (chains.more()) {
                messages().say("There are more chains than the server has room to list: name them to open them.");
            }
            if (!connection.hasKeys()) {
                messages().say(
                        "Without a key, only chains that everyone may read are listed: name yours by --key, or run "
                                + "\"atedb keygen\".");
            } else if (listed.isEmpty()) {
                messages().say("Your key opens no chain at " + connection.address()
                        + ", which tells nobody of those that he may not open: \"atedb create NAME\" begins one.");
            }
        }
    }

    private void objects(Results results, ChainAddress address) {
        try (Connection connection = caller.connect(address.server(), trust, messages());
                Chain opened = connection.openExisting(address)) {
            Shortfall missing = json.isAsked() ? lines(results, opened) : table(results, opened);
            if (missing.all() == 0) {
                messages().say("There are no objects in " + address.name() + ".");
            }
            results.flush();
            missing.demandNone(connection.refusal(address));
        }
    }

    private static Shortfall lines(Results results, Chain opened) {
        SinglePass pass = new SinglePass();
        Shortfall missing = new Shortfall();
        opened.run(dio -> {
            pass.begin();
            dio.all().forEach(each -> {
                var _ = missing.value(dio, each);
                results.line(Json.line(ObjectForm.of(each)));
            });
        });
        return missing;
    }

    private static Shortfall table(Results results, Chain opened) {
        Listing listing = opened.commit(dio -> {
            Listing fresh = new Listing(new Table("ID", "TYPE", "VERSION", "TIME", "VALUE"), new Shortfall());
            dio.all().forEach(each -> addRow(fresh.table, each, fresh.missing.line(dio, each)));
            return fresh;
        });
        if (!listing.table.isEmpty()) {
            listing.table.lines().forEach(results::line);
        }
        return listing.missing;
    }

    /** A table of objects, and what it lacks. */
    private record Listing(Table table, Shortfall missing) {}

    private static void addRow(Table table, Dao<JsonNode> object, String value) {
        table.row(object.key().toString(), object.typeName(), Long.toString(object.version()),
                object.updated().time().truncatedTo(ChronoUnit.SECONDS).toString(),
                value.length() <= PREVIEW ? value : value.substring(0, PREVIEW - 1) + "…");
    }

    /** A chain as JSON. */
    record Listed(String name, String id) {}
}
