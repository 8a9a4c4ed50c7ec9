package io.ate.internal.event;

import io.ate.ChainId;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.crypto.Label;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a commit says of itself, and what its signatures cover: everything but the events, for which their count and
 * Merkle root stand. Immutable.
 *
 * @param number of the commit, rising per writer and never used twice
 * @param awaited the lowest number for which the writer still awaits an answer; at most {@code number}
 * @param basis the sequence that the writer had applied
 * @param headSize size of the last tree head that the writer verified; 0 if none
 * @param headRoot root of the tree at that size
 * @param keys under which the commit acts, the first being the writer's
 * @param conditions on objects that the commit does not write
 * @param fence the lock that the commit relies on, or null
 * @param count of events
 * @param root Merkle root (RFC 9162) of the event hashes, in order
 */
public record Statement(WriterId writer, long number, long awaited, long basis, long headSize, Hash headRoot,
        List<KeyId> keys, List<ObjectCondition> conditions, @Nullable Fence fence, int count, Hash root) {

    private static final Label COMMIT = Label.of("ate/commit/1");

    public Statement {
        keys = List.copyOf(keys);
        conditions = List.copyOf(conditions);
    }

    /** The one encoding of this statement. */
    public Slice encode() {
        WireWriter out = new WireWriter(192 + 25 * conditions.size());
        writer.write(out);
        out.u64(number).u64(awaited).u64(basis).u64(headSize).hash(headRoot);
        out.u8(keys.size());
        keys.forEach(key -> KeyIds.write(out, key));
        out.u16(conditions.size());
        for (ObjectCondition each : conditions) {
            out.bits64(each.key().high()).bits64(each.key().low());
            each.condition().write(out);
        }
        out.flag(fence != null);
        if (fence != null) {
            out.bits64(fence.lock().high()).bits64(fence.lock().low()).u64(fence.start()).u64(fence.counter());
        }
        return out.u32(count).hash(root).toSlice();
    }

    /** Reads what {@link #encode()} writes, and refuses everything else. */
    public static Statement decode(Slice bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        WriterId writer = WriterId.read(in);
        long number = in.u64();
        long awaited = in.u64();
        long basis = in.u64();
        long headSize = in.u64();
        Hash headRoot = in.hash();
        List<KeyId> keys = readKeys(in);
        List<ObjectCondition> conditions = readConditions(in);
        Fence fence = in.flag() ? new Fence(new PrimaryKey(in.bits64(), in.bits64()), in.u64(), in.u64()) : null;
        int count = in.u32(Bounds.EVENTS);
        Hash root = in.hash();
        in.end();
        if (awaited < 1 || awaited > number) {
            throw new MalformedException("a writer awaits at least the number that it sends, and numbers begin at 1");
        }
        if (!keys.getFirst().equals(writer.key())) {
            throw new MalformedException("the first key of a commit is its writer's");
        }
        if (count < 1) {
            throw new MalformedException("a commit has an event");
        }
        return new Statement(writer, number, awaited, basis, headSize, headRoot, keys, conditions, fence, count, root);
    }

    /** What is signed, and what tells two commits of one number apart, given the bytes of {@link #encode()}. */
    public static Hash hash(ChainId chain, Slice encoded) {
        return Sha256.of(COMMIT).fixed(chain.bytes()).variable(encoded).digest();
    }

    private static List<KeyId> readKeys(WireReader in) throws MalformedException {
        int count = in.u8();
        if (count < 1 || count > Bounds.COMMIT_KEYS) {
            throw new MalformedException("a commit acts under 1 to " + Bounds.COMMIT_KEYS + " keys, not " + count);
        }
        List<KeyId> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            KeyId key = KeyIds.read(in);
            if (keys.contains(key)) {
                throw new MalformedException("a key stands twice in a commit");
            }
            keys.add(key);
        }
        return keys;
    }

    private static List<ObjectCondition> readConditions(WireReader in) throws MalformedException {
        int count = in.u16();
        if (count > Bounds.CONDITIONS) {
            throw new MalformedException(count + " conditions exceed " + Bounds.CONDITIONS);
        }
        List<ObjectCondition> conditions = new ArrayList<>(Math.min(count, in.remaining() / 17 + 1));
        Set<PrimaryKey> seen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            PrimaryKey key = new PrimaryKey(in.bits64(), in.bits64());
            Condition condition = Condition.read(in);
            if (!condition.concernsOthers() || !seen.add(key)) {
                throw new MalformedException("a commit has one real condition for an object at most");
            }
            conditions.add(new ObjectCondition(key, condition));
        }
        return conditions;
    }
}
