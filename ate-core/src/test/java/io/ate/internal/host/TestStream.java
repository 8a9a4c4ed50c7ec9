package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.internal.crypto.VerifyingKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedHead;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Standing;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.tree.NodeSink;
import io.ate.internal.tree.RootAt;
import io.ate.internal.tree.Subtree;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** What came on one channel, each message checked against those before it. Confined to one thread. */
final class TestStream {
    private final IntFunction<@Nullable Commit> sent;
    private final List<Hash> hashes = new ArrayList<>();
    private final MerkleFrontier tree = new MerkleFrontier();
    private final List<Integer> own = new ArrayList<>();
    private final long from;
    private long position;
    private long credit = 1 << 20;
    private long recordEnd;
    private boolean live;
    private long cleanPoint;
    private int heads;
    private @Nullable ChainId chain;

    TestStream(long from, IntFunction<@Nullable Commit> sent) {
        this.from = from;
        this.position = from;
        this.sent = sent;
    }

    void credited(long bytes) {
        credit += bytes;
    }

    long credit() {
        return credit;
    }

    long position() {
        return position;
    }

    boolean isLive() {
        return live;
    }

    /** The event hashes that came, in order. */
    List<Hash> hashes() {
        return hashes;
    }

    /** The requests whose commits came back as this client's own. */
    List<Integer> own() {
        return own;
    }

    int heads() {
        return heads;
    }

    /** The tree over what came, where it came from the beginning. */
    RootAt root() {
        assertThat(from).isZero();
        return tree.root();
    }

    void take(Opened opened, VerifyingKeys identity) {
        chain = opened.genesis().chainId();
        Standing standing = opened.standing();
        if (standing != null) {
            assertThat(standing.head().isBy(identity)).as("the head is signed by the server").isTrue();
            assertThat(standing.head().root().size()).isGreaterThanOrEqualTo(from);
            cleanPoint = standing.cleanPoint();
        }
    }

    void take(Live message) {
        assertThat(live).as("a stream becomes live once").isFalse();
        assertThat(message.sequence()).as("history is complete").isEqualTo(position);
        assertThat(cleanPoint).as("what superseded values has come").isLessThanOrEqualTo(position);
        live = true;
    }

    void take(Events events) {
        assertThat(events.from()).as("ranges follow one another").isEqualTo(position);
        assertThat(credit).as("nothing comes without credit").isPositive();
        long before = credit;
        int largest = 0;
        for (Events.Item item : events.items()) {
            largest = Math.max(largest, take(item));
        }
        assertThat(position).isEqualTo(events.to());
        assertThat(credit).as("of credit %s, one event of at most %s may be too much", before, largest)
                .isGreaterThan(-largest - 1L);
    }

    private int take(Events.Item item) {
        try {
            return switch (item) {
                case Events.RecordItem(var bytes) -> {
                    CommitRecord record = CommitRecord.decode(bytes);
                    assertThat(record.first()).as("a record stands before its first event").isEqualTo(position + 1);
                    assertThat(position).as("commits do not overlap").isGreaterThanOrEqualTo(recordEnd);
                    recordEnd = record.last();
                    credit -= bytes.length();
                    yield 0;
                }
                case Events.EventItem(var bytes) -> {
                    Event event = Event.read(new WireReader(bytes));
                    append(event);
                    credit -= bytes.length();
                    yield bytes.length() + 10_000;
                }
                case Events.HeaderItem(var bytes) -> {
                    append(Event.readWithoutPayload(new WireReader(bytes)));
                    credit -= bytes.length();
                    yield bytes.length() + 10_000;
                }
                case Events.Stripped(var bytes, long to) -> {
                    append(Event.readWithoutPayload(new WireReader(bytes)));
                    assertThat(to).as("what superseded it comes later").isGreaterThan(position);
                    cleanPoint = Math.max(cleanPoint, to);
                    credit -= bytes.length();
                    yield bytes.length() + 10_000;
                }
                case Events.Own mine -> {
                    assertThat(mine.first()).isEqualTo(position + 1);
                    Commit commit = sent.apply(mine.request());
                    assertThat(commit).as("only what was sent here comes back as own").isNotNull();
                    commit.events().forEach(this::append);
                    own.add(mine.request());
                    credit -= 32;
                    yield 32;
                }
                case Events.HeadItem(SignedHead head) -> {
                    assertThat(head.root().size()).as("a head stands in its place").isEqualTo(position);
                    if (from == 0) {
                        assertThat(head.root()).as("and is the root of what came").isEqualTo(root());
                    }
                    heads++;
                    yield 0;
                }
                case Events.Gone gone -> {
                    gone.subtrees().forEach(this::append);
                    assertThat(position).as("all of them are told").isEqualTo(gone.to());
                    assertThat(gone.cleanPoint()).as("what superseded them comes later").isGreaterThan(position);
                    cleanPoint = Math.max(cleanPoint, gone.cleanPoint());
                    credit -= gone.weight();
                    yield (int) gone.weight();
                }
                case Events.LastCommits commits -> {
                    credit -= commits.weight();
                    yield (int) commits.weight();
                }
                case Events.Damaged damaged -> throw new AssertionError("damaged: " + damaged);
            };
        } catch (MalformedException e) {
            throw new AssertionError("the server sent what cannot be read", e);
        }
    }

    private void append(Event event) {
        Hash hash = event.hash(Objects.requireNonNull(chain, "nothing comes before the chain was opened"));
        hashes.add(hash);
        tree.append(hash);
        position++;
    }

    private void append(Subtree gone) {
        tree.append(gone, NodeSink.NONE);
        position += gone.leaves();
    }
}
