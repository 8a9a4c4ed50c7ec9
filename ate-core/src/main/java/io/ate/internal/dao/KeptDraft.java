package io.ate.internal.dao;

import io.ate.CommitId;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Type;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.NameTag;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.WriterId;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What it takes to draw up a commit anew, beside the commit itself: what a {@link SealedDraft} says in values, in the
 * one layout in which it lies in the outbox. It holds values in clear, so it is sealed there. Immutable.
 *
 * @param seen the objects whose places and rules the commit relies on, as they were read
 */
record KeptDraft(Map<PrimaryKey, Touched> touched, List<PrimaryKey> sealedBelow,
        Map<PrimaryKey, Readership> readership, Map<PrimaryKey, Edit> edits, List<ObjectEntry> seen) {

    private static final Logger LOG = LoggerFactory.getLogger(KeptDraft.class);
    private static final int LAYOUT = 2;
    /** The one without what something was put below. */
    private static final int EARLIER = 1;
    private static final int VALUE = Bounds.PAYLOAD;
    private static final int CLASS_NAME = 4096;

    static KeptDraft of(SealedDraft draft) {
        return new KeptDraft(draft.touched(), draft.sealedBelow(), draft.readership(), draft.edits(),
                draft.draft().seen());
    }

    Slice encode() {
        WireWriter out = new WireWriter(1024).u8(LAYOUT).u32(touched.size());
        touched.values().forEach(each -> write(out, each));
        out.u32(sealedBelow.size());
        sealedBelow.forEach(each -> write(out, each));
        out.u32(readership.size());
        readership.forEach((key, each) -> {
            write(out, key);
            write(out, each.holder());
            each.rule().write(out.bits64(each.born()));
        });
        out.u32(edits.size());
        edits.forEach((key, each) -> {
            write(out, key);
            out.text16(each.type().name()).text16(each.type().isTree() ? "" : each.type().valueClass().getName());
            write(out, each.base());
        });
        out.u32(seen.size());
        seen.forEach(each -> each.write(out));
        return out.toSlice();
    }

    static KeptDraft decode(Slice bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int layout = in.u8();
        if (layout != LAYOUT && layout != EARLIER) {
            throw new MalformedException("a layout that this version does not know");
        }
        int bound = Bounds.EVENTS + Bounds.CONDITIONS;
        Map<PrimaryKey, Touched> touched = new LinkedHashMap<>();
        for (int left = in.u32(bound); left > 0; left--) {
            Touched each = touched(in, layout);
            touched.put(each.key(), each);
        }
        List<PrimaryKey> sealedBelow = new ArrayList<>();
        for (int left = in.u32(bound); left > 0; left--) {
            sealedBelow.add(key(in));
        }
        Map<PrimaryKey, Readership> readership = new HashMap<>();
        for (int left = in.u32(bound); left > 0; left--) {
            PrimaryKey key = key(in);
            PrimaryKey holder = key(in);
            readership.put(key, new Readership(holder, in.bits64(), ReadRule.read(in)));
        }
        Map<PrimaryKey, Edit> edits = new HashMap<>();
        for (int left = in.u32(bound); left > 0; left--) {
            PrimaryKey key = key(in);
            Type<?> type = type(in.text16(Bounds.NAME), in.text16(CLASS_NAME));
            Touched written = touched.get(key);
            Plaintext mine = written == null ? null : written.value();
            if (mine == null) {
                throw new MalformedException("an update without a value");
            }
            edits.put(key, new Edit(type, plaintext(in), mine));
        }
        List<ObjectEntry> seen = new ArrayList<>();
        for (int left = in.u32(bound); left > 0; left--) {
            seen.add(ObjectEntry.read(in));
        }
        in.end();
        return new KeptDraft(touched, sealedBelow, readership, edits, seen);
    }

    private static void write(WireWriter out, Touched made) {
        out.flag(made.before() != null);
        ObjectEntry before = made.before();
        if (before != null) {
            before.write(out);
        }
        made.entry().write(out);
        NameTag tag = made.tag();
        out.flag(tag != null);
        if (tag != null) {
            tag.write(out);
        }
        Plaintext value = made.value();
        out.flag(value != null);
        if (value != null) {
            write(out, value);
        }
        out.u8(switch (made.expectation()) {
            case ANYTHING -> 0;
            case ABSENT -> 1;
            case UNCHANGED -> 2;
        }).flag(made.deleted()).flag(made.demanded());
        NewRules rules = made.rules();
        out.flag(rules != null);
        if (rules != null) {
            write(out, rules);
        }
        CommitId below = made.below();
        out.flag(below != null);
        if (below != null) {
            WriterId.of(below).write(out);
            out.u64(below.number());
        }
    }

    private static Touched touched(WireReader in, int layout) throws MalformedException {
        ObjectEntry before = in.flag() ? ObjectEntry.read(in) : null;
        ObjectEntry entry = ObjectEntry.read(in);
        NameTag tag = in.flag() ? NameTag.read(in) : null;
        Plaintext value = in.flag() ? plaintext(in) : null;
        Expectation expectation = switch (in.u8()) {
            case 0 -> Expectation.ANYTHING;
            case 1 -> Expectation.ABSENT;
            case 2 -> Expectation.UNCHANGED;
            default -> throw new MalformedException("unknown expectation");
        };
        return new Touched(before, entry, tag, value, expectation, in.flag(), in.flag(),
                in.flag() ? rules(in) : null,
                layout > EARLIER && in.flag() ? WriterId.read(in).commit(in.u64()) : null);
    }

    private static void write(WireWriter out, NewRules rules) {
        rules.rules().write(out);
        KeyRing ring = rules.ring();
        out.slice32(ring == null ? Slice.empty() : ring.encode()).u16(rules.named().size());
        rules.named().forEach(each -> out.slice16(Slice.of(each.encoded())));
    }

    private static NewRules rules(WireReader in) throws MalformedException {
        ObjectRules rules = ObjectRules.read(in);
        Slice ring = in.slice32(Bounds.RING);
        List<PublicKeys> named = new ArrayList<>();
        for (int left = in.u16(); left > 0; left--) {
            named.add(PublicKeys.of(in.slice16().toArray()));
        }
        return new NewRules(rules, ring.isEmpty() ? null : KeyRing.decode(ring, rules.read()), named);
    }

    private static void write(WireWriter out, Plaintext value) {
        new PayloadForm(value.format(), value.transform(), null).write(out);
        out.slice32(value.bytes());
    }

    private static Plaintext plaintext(WireReader in) throws MalformedException {
        PayloadForm form = PayloadForm.read(in);
        return new Plaintext(form.format(), form.transform(), in.slice32(VALUE));
    }

    private static void write(WireWriter out, PrimaryKey key) {
        out.bits64(key.high()).bits64(key.low());
    }

    private static PrimaryKey key(WireReader in) throws MalformedException {
        return new PrimaryKey(in.bits64(), in.bits64());
    }

    /** As what it was updated, if this program still has the class: its rule is asked where others changed it, too. */
    private static Type<?> type(String name, String className) {
        @Nullable
        Type<?> found = className.isEmpty() ? null : found(className);
        if (found != null && found.name().equals(name)) {
            return found;
        }
        if (!className.isEmpty()) {
            LOG.warn("the class {} of type {} is not in this program any more: what waits in the outbox is merged "
                    + "field by field where others changed it", className, name);
        }
        return name.isEmpty() ? Type.tree() : Type.tree(name);
    }

    private static @Nullable Type<?> found(String className) {
        ClassLoader ofProgram = Thread.currentThread().getContextClassLoader();
        try {
            return Type.of(Class.forName(className, false,
                    ofProgram == null ? KeptDraft.class.getClassLoader() : ofProgram));
        } catch (ClassNotFoundException | LinkageError | IllegalArgumentException e) {
            LOG.debug("{}: {}", className, e.getMessage());
            return null;
        }
    }
}
