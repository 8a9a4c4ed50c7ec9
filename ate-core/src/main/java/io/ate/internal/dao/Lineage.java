package io.ate.internal.dao;

import io.ate.CommitId;
import io.ate.PrimaryKey;
import io.ate.internal.event.WriterId;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The refused commits that a commit has come in the place of, each in that of the one before. What was built on one of
 * them, and is not drawn up anew itself yet, is built on that commit, also if a later program finds the two. Only the
 * newest are known. Immutable.
 *
 * @param redrafted whether the commit was drawn up anew, if only before it was ever sent
 */
record Lineage(boolean redrafted, List<Ancestor> ancestors) {
    static final Lineage NONE = new Lineage(false, List.of());

    private static final int ANCESTORS = 64;
    /** So many objects may all of them name together, unless it is a single one. */
    private static final int OBJECTS = 1 << 16;

    /**
     * A refused commit.
     *
     * @param merged the objects that the next one leaves otherwise than it would have
     */
    record Ancestor(CommitId commit, Set<PrimaryKey> merged) {
        Ancestor {
            merged = Set.copyOf(merged);
        }
    }

    Lineage {
        ancestors = List.copyOf(ancestors);
    }

    /**
     * Of what comes in the place of the commit that had this one.
     *
     * @param refused that commit, or null if it was never sent
     */
    Lineage and(@Nullable CommitId refused, Set<PrimaryKey> merged) {
        List<Ancestor> all = new ArrayList<>(ancestors);
        if (refused != null) {
            all.add(new Ancestor(refused, merged));
        }
        while (all.size() > ANCESTORS || (all.size() > 1 && objects(all) > OBJECTS)) {
            all.removeFirst();
        }
        return new Lineage(true, all);
    }

    private static long objects(Collection<Ancestor> ancestors) {
        return ancestors.stream().mapToLong(each -> each.merged.size()).sum();
    }

    /** Has {@code successors} know what came in the place of each. */
    void tell(Successors successors, CommitId last) {
        for (int i = 0; i < ancestors.size(); i++) {
            CommitId next = i + 1 < ancestors.size() ? ancestors.get(i + 1).commit : last;
            successors.add(ancestors.get(i).commit, new Successors.Successor(next, ancestors.get(i).merged));
        }
    }

    Slice encode() {
        WireWriter out = new WireWriter(64);
        out.flag(redrafted).u8(ancestors.size());
        for (Ancestor each : ancestors) {
            WriterId.of(each.commit).write(out);
            out.u64(each.commit.number()).u32(each.merged.size());
            each.merged.forEach(object -> out.bits64(object.high()).bits64(object.low()));
        }
        return out.toSlice();
    }

    static Lineage decode(Slice bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        boolean redrafted = in.flag();
        List<Ancestor> ancestors = new ArrayList<>();
        for (int left = in.u8(); left > 0; left--) {
            CommitId commit = WriterId.read(in).commit(in.u64());
            Set<PrimaryKey> merged = new HashSet<>();
            for (int objects = in.u32(OBJECTS); objects > 0; objects--) {
                merged.add(new PrimaryKey(in.bits64(), in.bits64()));
            }
            ancestors.add(new Ancestor(commit, merged));
        }
        in.end();
        return new Lineage(redrafted, ancestors);
    }
}
