package io.ate.internal.sequence;

import io.ate.PrimaryKey;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The tail keeps what is recent within its bound, and finds the right commit for every position. */
class TailTest {
    private static final int LOOKS = 300_000;

    private final DrivenChain chain = DrivenChain
            .begin(Founding.ownedBy(Keys.of("alice")).centralized().genesis());

    @BeforeEach
    void aHistoryOfCommitsOfManyLengths() {
        Random random = new Random(3);
        Author author = chain.author(Keys.of("alice"));
        for (int i = 0; i < 60; i++) {
            Change[] changes = new Change[1 + random.nextInt(5)];
            for (int at = 0; at < changes.length; at++) {
                changes[at] = Change.store(new PrimaryKey(i + 1, at), "x".repeat(1 + random.nextInt(300)));
            }
            chain.admit(author.commit(changes));
        }
    }

    @Test
    void everyPositionFindsTheCommitThatHoldsTheNextEvent() {
        Tail tail = new Tail(Long.MAX_VALUE, new TailRoom(Long.MAX_VALUE), 0);
        chain.published().forEach(tail::append);
        for (long position = 0; position < tail.end(); position++) {
            long next = position + 1;
            List<DurableCommit> after = tail.after(position, Long.MAX_VALUE);
            assertThat(after.getFirst().record().first()).isLessThanOrEqualTo(next);
            assertThat(after.getFirst().record().last()).isGreaterThanOrEqualTo(next);
            assertThat(after).isEqualTo(chain.published().subList(chain.published().indexOf(after.getFirst()), 60));
            assertThat(tail.after(position, 1)).as("at least one").hasSize(1);
        }
        assertThat(tail.after(tail.end(), 1000)).as("nothing behind the end").isEmpty();
        assertThat(tail.after(tail.end() + 5, 1000)).isEmpty();
    }

    @Test
    void itGivesAboutAsManyBytesAsItIsAskedFor() {
        Tail tail = new Tail(Long.MAX_VALUE, new TailRoom(Long.MAX_VALUE), 0);
        chain.published().forEach(tail::append);
        List<DurableCommit> some = tail.after(0, 5000);
        long weight = some.stream().mapToLong(DurableCommit::weight).sum();
        assertThat(weight - some.getLast().weight()).isLessThan(5000);
        assertThat(weight).isGreaterThanOrEqualTo(5000);
    }

    @Test
    void itStaysWithinItsBoundAndNeverGivesWhatDoesNotFollow() {
        long bound = 10_000;
        Tail tail = new Tail(bound, new TailRoom(Long.MAX_VALUE), 0);
        for (DurableCommit commit : chain.published()) {
            tail.append(commit);
            assertThat(tail.end()).isEqualTo(commit.record().last());
            for (long position = 0; position < tail.end(); position++) {
                List<DurableCommit> after = tail.after(position, Long.MAX_VALUE);
                if (!after.isEmpty()) {
                    assertThat(after.getFirst().record().first()).isLessThanOrEqualTo(position + 1);
                    assertThat(after.getFirst().record().last()).isGreaterThan(position);
                    long weight = after.stream().mapToLong(DurableCommit::weight).sum();
                    assertThat(weight).isLessThanOrEqualTo(bound);
                }
            }
            assertThat(tail.after(commit.record().last() - 1, 1)).as("the newest is always there").hasSize(1);
        }
        assertThat(tail.after(0, 1000)).as("the oldest went").isEmpty();
    }

    @Test
    void whatEverybodyHasIsLetGoAndNothingElse() {
        long kept = 5_000;
        Tail tail = new Tail(Long.MAX_VALUE, new TailRoom(Long.MAX_VALUE), 0);
        chain.published().forEach(tail::append);
        long reached = tail.end() / 2;
        tail.forget(reached, kept);
        assertThat(tail.after(reached, Long.MAX_VALUE).getLast()).isEqualTo(chain.published().getLast());
        assertThat(tail.after(reached, 1)).as("what the slowest still wants").hasSize(1);
        assertThat(tail.after(0, 1)).isEmpty();
        tail.forget(tail.end(), kept);
        assertThat(tail.weight()).isLessThanOrEqualTo(kept);
        assertThat(tail.after(tail.end() - 1, 1)).as("a little is kept although nobody waits").hasSize(1);
    }

    @Test
    void allTailsTogetherStayWithinTheirRoomAndWhoKeepsMuchMakesRoomForOthers() {
        TailRoom room = new TailRoom(20_000);
        Tail idle = new Tail(Long.MAX_VALUE, room, 0);
        Tail busy = new Tail(Long.MAX_VALUE, room, 0);
        chain.published().forEach(idle::append);
        assertThat(idle.weight()).isBetween(10_000L, 20_000L);

        chain.published().forEach(busy::append);
        assertThat(idle.weight() + busy.weight()).isLessThanOrEqualTo(20_000);
        for (int i = 0; i < 5; i++) {
            idle.shareRoom();
            busy.shareRoom();
        }
        Tail third = new Tail(Long.MAX_VALUE, room, 0);
        chain.published().forEach(third::append);
        assertThat(third.weight()).isGreaterThan(4_000);
        assertThat(idle.weight() + busy.weight() + third.weight()).isLessThanOrEqualTo(20_000);

        for (Tail each : List.of(idle, busy, third)) {
            each.close();
            assertThat(each.weight()).isZero();
            assertThat(each.after(0, 1000)).isEmpty();
        }
        Tail last = new Tail(Long.MAX_VALUE, room, 0);
        chain.published().forEach(last::append);
        assertThat(last.weight()).as("all was given back").isGreaterThan(15_000);
    }

    @Test
    void whatIsPublishedAfterItIsLetGoOfTakesNoRoom() {
        TailRoom room = new TailRoom(20_000);
        Tail closed = new Tail(Long.MAX_VALUE, room, 0);
        closed.append(chain.published().getFirst());
        closed.close();
        chain.published().subList(1, 60).forEach(closed::append);
        assertThat(closed.weight()).isZero();
        assertThat(closed.after(0, 1000)).isEmpty();
        assertThat(closed.end()).as("it knows how far the chain goes").isEqualTo(chain.sequencer().end());
        closed.close();
        closed.shareRoom();

        Tail other = new Tail(Long.MAX_VALUE, room, 0);
        chain.published().forEach(other::append);
        assertThat(other.weight()).as("all was given back").isBetween(15_000L, 20_000L);
    }

    @Test
    void aTailOfALoadedChainBeginsWhereThatEnds() {
        Tail tail = new Tail(1000, new TailRoom(Long.MAX_VALUE), 42);
        assertThat(tail.end()).isEqualTo(42);
        assertThat(tail.after(41, 1000)).isEmpty();
        assertThat(tail.after(42, 1000)).isEmpty();
    }

    /** What is dropped while somebody looks must not be missing in the middle of what he is given. */
    @Test
    void nothingIsMissingInBetweenWhateverIsDroppedMeanwhile() throws Exception {
        DurableCommit one = chain.published().getFirst();
        CommitRecord record = one.record();
        int length = record.statement().count();
        Tail tail = new Tail(5 * one.weight(), new TailRoom(Long.MAX_VALUE), 0);
        CountDownLatch looks = new CountDownLatch(LOOKS);
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            while (looks.getCount() > 0) {
                looks.countDown();
                long position = Math.max(0, tail.end() - 5L * length);
                long next = position + 1;
                for (DurableCommit commit : tail.after(position, Long.MAX_VALUE)) {
                    assertThat(commit.record().first()).isLessThanOrEqualTo(next);
                    assertThat(commit.record().last()).isGreaterThanOrEqualTo(next);
                    next = commit.record().last() + 1;
                }
            }
        }, each -> Thread.ofPlatform().daemon().start(each));
        for (long first = 1; !reader.isDone(); first += length) {
            tail.append(at(first, one));
        }
        reader.get();
    }

    private static DurableCommit at(long first, DurableCommit commit) {
        CommitRecord record = commit.record();
        return new DurableCommit(
                new CommitRecord(first, record.time(), 0, record.statement(), record.statementBytes(), List.of()),
                commit.recordBytes(), commit.events(), commit.effects(), commit.source());
    }
}
