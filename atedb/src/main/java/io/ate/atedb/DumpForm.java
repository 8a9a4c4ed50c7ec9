package io.ate.atedb;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Place;
import io.ate.internal.inspect.DumpLine;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A dump as programs read it: an object a line, which says in {@code kind} what it is. Stateless. */
final class DumpForm {
    private DumpForm() {}

    static ObjectNode of(DumpLine piece) {
        return switch (piece) {
            case DumpLine.OfChain chain -> form("chain").put("name", chain.name())
                    .put("id", chain.id())
                    .put("trust", chain.trust().toLowerCase(Locale.ROOT))
                    .put("signer", chain.signer().toString())
                    .put("end", chain.end())
                    .put("rules", DumpText.rules(chain.rules()));
            case DumpLine.Removed(long from, long to) -> form("removed").put("from", from).put("to", to);
            case DumpLine.Lost(long from, long to, String what) -> form("damaged").put("from", from)
                    .put("to", to)
                    .put("what", what);
            case DumpLine.LostChains(String what) -> form("damaged").put("what", what);
            case DumpLine.Unplaced(PrimaryKey key, PrimaryKey parent, long sequence) -> form("damaged")
                    .put("from", sequence)
                    .put("to", sequence)
                    .put("id", key.toString())
                    .put("parent", parent.toString())
                    .put("what", "it hangs below an object that is lost");
            case DumpLine.OfObject object -> object(object);
            case DumpLine.OfCommit commit -> {
                ObjectNode form = form("commit").put("from", commit.first())
                        .put("to", commit.last())
                        .put("time", Instant.ofEpochMilli(commit.time()).toString())
                        .put("number", commit.statement().number())
                        .put("basis", commit.statement().basis())
                        .put("head", commit.statement().headSize());
                form.set("signers", keys(commit.signers()));
                yield form;
            }
            case DumpLine.OfEvent event -> event(event);
        };
    }

    private static ObjectNode object(DumpLine.OfObject object) {
        ObjectNode form = form("object").put("id", object.key().toString()).put("type", object.type());
        if (!object.parent().isZero()) {
            form.put("parent", object.parent().toString()).put("collection", object.collection());
        }
        form.put("version", object.version()).put("born", object.born()).put("placed", object.placed());
        DumpLine.Stood stood = object.stood();
        if (stood != null) {
            form.put("sequence", stood.sequence())
                    .put("bytes", stood.bytes())
                    .put("author", stood.author().toString())
                    .put("time", Instant.ofEpochMilli(stood.time()).toString());
        }
        if (object.rules() != null) {
            form.put("rules", DumpText.rules(Objects.requireNonNull(object.rules())));
        }
        ArrayNode signed = form.putArray("signed");
        for (DumpLine.Signed each : object.signed()) {
            ObjectNode signature = signed.addObject().put("from", each.from()).put("to", each.to());
            signature.set("keys", keys(each.keys()));
            ArrayNode covers = signature.putArray("covers");
            each.covers().forEach(covers::add);
        }
        return valued(form, object.value());
    }

    private static ObjectNode event(DumpLine.OfEvent event) {
        Facts facts = event.facts();
        ObjectNode form = form("event").put("sequence", event.sequence())
                .put("event", facts.kind().name())
                .put("id", facts.key().toString())
                .put("type", facts.type());
        switch (facts.place()) {
            case Place.Stays _ -> {
            }
            case Place.Top _ -> form.putNull("parent");
            case Place.Under(PrimaryKey parent, String collection) -> form.put("parent", parent.toString())
                    .put("collection", collection);
        }
        form.put("bytes", event.bytes())
                .put("author", facts.author().toString())
                .put("time", Instant.ofEpochMilli(facts.time()).toString());
        if (facts.rules() != null) {
            form.put("rules", DumpText.rules(Objects.requireNonNull(facts.rules())));
        }
        return valued(form, event.value());
    }

    private static ObjectNode valued(ObjectNode form, DumpLine.Value value) {
        switch (value) {
            case DumpLine.Value.None _ -> {
            }
            case DumpLine.Value.Open(var json) -> form.set("value", json);
            case DumpLine.Value.Sealed(List<KeyId> readers) -> form.set("sealedFor", keys(readers));
            case DumpLine.Value.Elsewhere _ -> form.put("elsewhere", true);
            case DumpLine.Value.Damaged(String what) -> form.put("damaged", what);
        }
        return form;
    }

    private static ArrayNode keys(List<KeyId> keys) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        keys.forEach(each -> all.add(each.toString()));
        return all;
    }

    private static ObjectNode form(String kind) {
        return JsonNodeFactory.instance.objectNode().put("kind", kind);
    }
}
