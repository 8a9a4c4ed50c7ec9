package io.ate.atedb;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.atedb.console.Figures;
import io.ate.atedb.json.Json;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.Facts;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.Place;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.WriteRule;
import io.ate.internal.inspect.DumpLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A dump as people read it. Stateless. */
final class DumpText {
    private static final String STEP = "  ";

    private DumpText() {}

    /** The lines of that piece. */
    static List<String> of(DumpLine piece) {
        return switch (piece) {
            case DumpLine.OfChain chain -> List.of("chain " + chain.name(), STEP + "id " + chain.id(),
                    STEP + chain.trust().toLowerCase(Locale.ROOT) + " trust, begun by " + chain.signer()
                            + ", up to sequence " + chain.end(),
                    STEP + rules(chain.rules()));
            case DumpLine.Removed(long from, long to) -> List.of(sequences(from, to) + ": removed by compaction");
            case DumpLine.Lost(long from, long to, String what) ->
                    List.of(sequences(from, to) + ": damaged: " + what);
            case DumpLine.LostChains(String what) -> List.of("damaged: " + what);
            case DumpLine.Unplaced(PrimaryKey key, PrimaryKey parent, long sequence) ->
                    List.of(sequences(sequence, sequence) + ": damaged: " + key + " hangs below " + parent
                            + ", which is lost: what there is of it stands in the history (--history)");
            case DumpLine.OfObject object -> object(object);
            case DumpLine.OfCommit commit -> List.of("commit of " + sequences(commit.first(), commit.last())
                    + ", number " + commit.statement().number() + " of writer " + writer(commit) + ", taken at "
                    + Instant.ofEpochMilli(commit.time())
                    + (commit.signers().isEmpty() ? ", unsigned"
                            : ", signed by " + keys(commit.signers())
                                    + " over the history up to " + commit.statement().headSize()));
            case DumpLine.OfEvent event -> event(event);
        };
    }

    private static String writer(DumpLine.OfCommit commit) {
        var writer = commit.statement().writer();
        return "%s/%016x%016x".formatted(writer.key(), writer.high(), writer.low());
    }

    private static List<String> object(DumpLine.OfObject object) {
        String indent = STEP.repeat(object.depth());
        List<String> lines = new ArrayList<>();
        DumpLine.Stood stood = object.stood();
        lines.add(indent + (object.collection().isEmpty() ? "" : object.collection() + "/") + object.key() + " "
                + object.type() + ", version " + object.version()
                + (stood == null ? ""
                        : ", " + Figures.bytes(stood.bytes()) + " by " + stood.author() + " at "
                                + Instant.ofEpochMilli(stood.time())));
        String inner = indent + STEP;
        ObjectRules rules = object.rules();
        if (rules != null) {
            lines.add(inner + rules(rules));
        }
        for (DumpLine.Signed each : object.signed()) {
            lines.add(inner + String.join(", ", each.covers()) + " signed by " + keys(each.keys()) + " with "
                    + sequences(each.from(), each.to()));
        }
        String value = value(object.value());
        if (value != null) {
            lines.add(inner + value);
        }
        return lines;
    }

    private static List<String> event(DumpLine.OfEvent event) {
        Facts facts = event.facts();
        List<String> lines = new ArrayList<>();
        lines.add(STEP + event.sequence() + " " + facts.kind().name().toLowerCase(Locale.ROOT) + " " + facts.key()
                + (facts.type().isEmpty() ? "" : " " + facts.type()) + place(facts.place())
                + (event.bytes() == 0 ? "" : ", " + Figures.bytes(event.bytes())) + " by " + facts.author() + " at "
                + Instant.ofEpochMilli(facts.time()));
        ObjectRules rules = facts.rules();
        if (rules != null) {
            lines.add(STEP.repeat(2) + rules(rules));
        }
        String value = value(event.value());
        if (value != null) {
            lines.add(STEP.repeat(2) + value);
        }
        return lines;
    }

    private static String place(Place place) {
        return switch (place) {
            case Place.Stays _ -> "";
            case Place.Top _ -> " at the top";
            case Place.Under(PrimaryKey parent, String collection) -> " under " + parent + " in " + collection;
        };
    }

    private static @Nullable String value(DumpLine.Value value) {
        return switch (value) {
            case DumpLine.Value.None _ -> null;
            case DumpLine.Value.Open(var json) -> Json.line(json);
            case DumpLine.Value.Sealed(List<KeyId> readers) -> readers.isEmpty() ? "sealed"
                    : "sealed for "
                            + keys(readers);
            case DumpLine.Value.Elsewhere _ -> "its value is not here: it was removed, or left at the server";
            case DumpLine.Value.Damaged(String what) -> "damaged: " + what;
        };
    }

    /** Rules in a line; what is inherited is left out. */
    static String rules(ObjectRules rules) {
        List<String> parts = new ArrayList<>();
        switch (rules.read()) {
            case ReadRule.Inherit _ -> {
            }
            case ReadRule.Keys(List<KeyId> readers) -> parts.add("read by " + keys(readers));
            case ReadRule.Everyone _ -> parts.add("read by everyone");
        }
        switch (rules.write()) {
            case WriteRule.Inherit _ -> {
            }
            case WriteRule.AnyOf(List<KeyId> writers) -> parts.add("written by " + keys(writers));
            case WriteRule.Everyone _ -> parts.add("written by everyone");
            case WriteRule.Nobody _ -> parts.add("written by nobody");
        }
        switch (rules.control()) {
            case ControlRule.Inherit _ -> {
            }
            case ControlRule.AnyOf(List<KeyId> owners) -> parts.add("ruled by " + keys(owners));
        }
        return parts.isEmpty() ? "all rules inherited" : String.join("; ", parts);
    }

    private static String keys(List<KeyId> keys) {
        return keys.stream().map(KeyId::toString).collect(Collectors.joining(", "));
    }

    private static String sequences(long from, long to) {
        return from == to ? "sequence " + from : "sequences " + from + " to " + to;
    }
}
