package io.ate.internal.replica;

import io.ate.CompactedException;
import io.ate.CorruptionException;
import io.ate.Offline;
import io.ate.PrimaryKey;
import io.ate.UntrustedServerException;
import io.ate.extension.SupersededValue;
import io.ate.internal.compaction.CleanPoint;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.protocol.Compacted;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Load;
import io.ate.internal.protocol.Loaded;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.view.SnapshotExpiredException;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.ate.internal.replica.Writes.live;
import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.read;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What compaction at the server takes from a chain, and what those see of it who follow the chain. */
final class CompactedChainTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private World world = World.compacting();

    private static SignedGenesis genesis(boolean distributed) {
        Founding founding = Founding.ownedBy(ALICE);
        return (distributed ? founding : founding.centralized()).genesis();
    }

    private RemoteReplica writer(boolean distributed) {
        return world.client().open(World.wish(genesis(distributed), ALICE));
    }

    /** The sequences whose values the server still has. */
    private List<Long> valuesAtServer() {
        return valuesIn(world.serverLog());
    }

    private static List<Long> valuesIn(RedoLog log) {
        List<Long> there = new ArrayList<>();
        long chain = log.chains().getFirst().number();
        try (LogReader reader = log.reader(chain, 0, Reading.WHOLE)) {
            while (reader.next()) {
                if (!(reader.item() instanceof LogItem.StoredEvent stored)) {
                    continue;
                }
                assertThat(stored.bare()).isEqualTo(!stored.event().hasPayload());
                if (stored.event().seal().length() > 0 && !stored.bare()) {
                    there.add(stored.sequence());
                }
            }
        }
        return there;
    }

    private void write(RemoteReplica writer, Change... changes) throws InterruptedException {
        submit(writer, ALICE, changes);
        world.settle();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasOverwrittenGoesAndWhatIsPresentStays(boolean distributed) throws InterruptedException {
        RemoteReplica writer = writer(distributed);
        write(writer, Change.store(object(1), "first"), Change.store(object(2), "only"));
        write(writer, Change.put(object(1)).value("second"));
        write(writer, Change.put(object(1)).value("third"));

        world.pass(2_000);

        assertThat(valuesAtServer()).as("in centralized trust also what vouches for the place of the object")
                .isEqualTo(distributed ? List.of(2L, 4L) : List.of(1L, 2L, 4L));
        RemoteReplica late = world.client().open(World.pinned(genesis(distributed), ALICE));
        assertThat(late.sequence()).isEqualTo(4);
        assertThat(read(late, object(1))).isEqualTo("third");
        assertThat(read(late, object(2))).isEqualTo("only");
    }

    @Test
    void whatWasStoredLatelyStaysForThoseWhoFollowAndGoesWhenItsTimeHasPassed() throws InterruptedException {
        world = World.keeping(Duration.ofMinutes(10));
        RemoteReplica writer = writer(true);
        write(writer, Change.store(object(1), "first"));
        pass(100);
        write(writer, Change.put(object(1)).value("second"));
        pass(400);
        write(writer, Change.put(object(1)).value("third"));
        pass(100);
        assertThat(valuesAtServer()).containsExactly(1L, 2L, 3L);

        pass(120);
        assertThat(valuesAtServer()).containsExactly(3L);

        write(writer, Change.put(object(1)).value("fourth"));
        pass(500);
        assertThat(valuesAtServer()).as("superseded lately, and not long there").containsExactly(3L, 4L);

        pass(120);
        assertThat(valuesAtServer()).as("nothing has come since").containsExactly(4L);
    }

    /** Lets so many seconds pass, in each of which the server looks whether something is due. */
    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            world.pass(1_000);
        }
    }

    @Test
    void onADiskThatIsNearlyFullWhatWasStoredLatelyGoesToo() throws InterruptedException {
        world = World.keeping(Duration.ofMinutes(10));
        RemoteReplica writer = writer(true);
        write(writer, Change.store(object(1), "first".repeat(40_000)));
        write(writer, Change.put(object(1)).value("second"));
        world.full = true;

        world.pass(2_000);

        assertThat(valuesAtServer()).containsExactly(2L);
    }

    @Test
    void whatHungBelowAnObjectThatIsGoneGoesWithIt() throws InterruptedException {
        RemoteReplica writer = writer(true);
        write(writer, Change.store(object(1), "parent"), Change.put(object(2)).under(object(1)).value("child"),
                Change.put(object(3)).under(object(2)).value("grandchild"), Change.store(object(4), "another"));
        write(writer, Change.delete(object(1)));

        world.pass(2_000);

        assertThat(valuesAtServer()).containsExactly(4L);
    }

    @Test
    void whatIsStoredAnewAfterItsDeletionStays() throws InterruptedException {
        RemoteReplica writer = writer(true);
        write(writer, Change.store(object(1), "first life"));
        write(writer, Change.delete(object(1)));
        write(writer, Change.store(object(1), "second life"));

        world.pass(2_000);

        assertThat(valuesAtServer()).containsExactly(3L);
        assertThat(read(world.client().open(World.pinned(genesis(true), ALICE)), object(1))).isEqualTo("second life");
    }

    @Test
    void aValueStaysWhereOnlyThePlaceOfItsObjectWasChangedSince() throws InterruptedException {
        RemoteReplica writer = writer(true);
        write(writer, Change.store(object(1), "a place"), Change.store(object(2), "moved"));
        write(writer, Change.put(object(2)).under(object(1)));

        world.pass(2_000);

        assertThat(valuesAtServer()).containsExactly(1L, 2L);
    }

    @Test
    void publicKeysStay() throws InterruptedException {
        RemoteReplica writer = writer(true);
        write(writer, Change.publish(Keys.of("bob").publicKeys()), Change.store(object(1), "first"));
        write(writer, Change.put(object(1)).value("second"));

        world.pass(2_000);

        assertThat(valuesAtServer()).containsExactly(1L, 3L);
    }

    @Test
    void eachPassTakesWhatWasSupersededSince() throws InterruptedException {
        RemoteReplica writer = writer(true);
        write(writer, Change.store(object(1), "first"));
        for (int i = 0; i < 5; i++) {
            write(writer, Change.put(object(1)).value("version " + i));
            world.pass(2_000);
            assertThat(valuesAtServer()).containsExactly(2L + i);
        }
    }

    @Test
    void programsKeepWhatTheyWantToAndNothingIsAskedAboutThatIsInUse() throws InterruptedException {
        List<SupersededValue> asked = new ArrayList<>();
        world = World.compacting(value -> {
            asked.add(value);
            return value.sequence() == 2;
        });
        RemoteReplica writer = writer(true);
        write(writer, Change.store(object(1), "first"));
        write(writer, Change.put(object(1)).value("second"));
        write(writer, Change.put(object(1)).value("third"), Change.store(object(2), "to go"));
        write(writer, Change.delete(object(2)));

        world.pass(2_000);

        assertThat(valuesAtServer()).containsExactly(2L, 3L);
        assertThat(asked).extracting(SupersededValue::sequence).containsExactly(1L, 2L, 4L);
        assertThat(asked).extracting(SupersededValue::by)
                .containsExactly(OptionalLong.of(3), OptionalLong.of(3), OptionalLong.empty());
        assertThat(asked.getFirst().header().key()).isEqualTo(object(1));
        assertThat(asked.getFirst().id()).isEqualTo(genesis(true).chainId());
    }

    @Test
    void aCompactorThatFailsKeeps() throws InterruptedException {
        world = World.compacting(_ -> {
            throw new IllegalStateException("on purpose");
        });
        RemoteReplica writer = writer(true);
        write(writer, Change.store(object(1), "first"));
        write(writer, Change.put(object(1)).value("second"));

        world.pass(2_000);

        assertThat(valuesAtServer()).containsExactly(1L, 2L);
    }

    @Test
    void whoHasFollowedKeepsWhatHeHas() throws InterruptedException {
        RemoteReplica writer = writer(true);
        RemoteReplica follower = world.client().open(World.pinned(genesis(true), ALICE));
        write(writer, Change.store(object(1), "first"));
        try (Standpoint before = follower.standpoint()) {
            write(writer, Change.put(object(1)).value("second"));
            world.pass(2_000);

            assertThat(read(before, object(1))).isEqualTo("first");
        }
        assertThat(valuesAtServer()).containsExactly(2L);
        assertThat(read(follower, object(1))).isEqualTo("second");
    }

    @Test
    void whoComesLaterKnowsThatAnOldValueIsGone() throws InterruptedException {
        RemoteReplica writer = writer(true);
        write(writer, Change.store(object(1), "first"));
        write(writer, Change.put(object(1)).value("second"));
        world.pass(2_000);
        RemoteReplica late = world.client().open(World.pinned(genesis(true), ALICE));

        assertThat(late.isCompacted(late.header(1), 1, Writes.soon())).isTrue();
        assertThat(late.isCompacted(late.header(2), 2, Writes.soon())).isFalse();
        assertThat(writer.isCompacted(writer.header(1), 1, Writes.soon())).isFalse();
    }

    @Test
    void thatAnOldValueIsGoneIsKnownWithoutTheServer() throws InterruptedException {
        RemoteReplica writer = writer(true);
        write(writer, Change.store(object(1), "first"));
        write(writer, Change.put(object(1)).value("second"));
        world.pass(2_000);
        MemoryRedoLog log = world.log();
        World.Client before = world.client();
        before.open(World.pinned(genesis(true), ALICE), log);
        before.connection.close();
        world.settle();
        World.Client client = world.client();
        client.reachable = false;
        RemoteReplica cutOff = client.open(World.pinned(genesis(true), ALICE).offline(Offline.READ), log);

        assertThat(cutOff.isCompacted(cutOff.header(1), 1, Writes.soon())).isTrue();
        assertThat(cutOff.isCompacted(cutOff.header(2), 2, Writes.soon())).isFalse();
    }

    /** What a replica is asked for that may have to wait for its server. */
    private interface Question<T> {
        T ask() throws InterruptedException;
    }

    /** The answer of {@code replica} to another thread, which the world serves meanwhile. */
    private <T> CompletableFuture<T> asking(RemoteReplica replica, Question<T> question) {
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return question.ask();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (!answer.isDone()) {
            if (replica.awaitsAnswers()) {
                world.settle();
            }
            Thread.onSpinWait();
        }
        return answer;
    }

    private CompletableFuture<String> reading(RemoteReplica replica, Standpoint at, PrimaryKey key) {
        return asking(replica, () -> read(at, key));
    }

    @Test
    void whatWasLeftAtTheServerByAnEarlierProgramIsNotTakenForRemoved() throws InterruptedException {
        world = World.compacting(value -> value.sequence() == 1);
        RemoteReplica writer = writer(true);
        write(writer, Change.store(object(1), "first"));
        write(writer, Change.put(object(1)).value("second"));
        write(writer, Change.put(object(1)).value("third"));
        world.pass(2_000);
        assertThat(valuesAtServer()).containsExactly(1L, 3L);
        MemoryRedoLog log = world.log();
        World.Client sparing = world.client(3);
        sparing.open(World.pinned(genesis(true), ALICE), log);
        sparing.connection.close();
        world.settle();
        RemoteReplica whole = world.client().open(World.pinned(genesis(true), ALICE), log);

        assertThat(asking(whole, () -> whole.isCompacted(whole.header(1), 1, Writes.soon())).join()).isFalse();
        assertThatExceptionOfType(CompactedException.class).isThrownBy(() -> whole.header(2));
    }

    @Test
    void whoLeavesValuesAtTheServerAndIsBehindLooksAgain() throws InterruptedException {
        RemoteReplica writer = writer(true);
        World.Client client = world.client(3);
        RemoteReplica sparing = client.open(World.pinned(genesis(true), ALICE));
        write(writer, Change.store(object(1), "first"));
        try (Standpoint before = sparing.standpoint()) {
            write(writer, Change.put(object(1)).value("second"));
            world.pass(2_000);

            assertThat(reading(sparing, before, object(1))).failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withCauseInstanceOf(SnapshotExpiredException.class);
        }
        try (Standpoint now = sparing.standpoint()) {
            assertThat(reading(sparing, now, object(1)).join()).isEqualTo("second");
        }
    }

    @Test
    void aServerThatSaysOfAPresentValueThatItWasSupersededIsNotBelieved() throws InterruptedException {
        RemoteReplica writer = writer(true);
        write(writer, Change.store(object(1), "first"));
        World.Client client = world.client(3);
        List<Load> asked = new ArrayList<>();
        client.losing = messages -> {
            messages.stream().filter(Load.class::isInstance).map(Load.class::cast).forEach(asked::add);
            return messages;
        };
        client.meddling = messages -> messages.stream()
                .<ToClient>map(each -> each instanceof Loaded loaded
                        ? new Compacted(loaded.channel(), loaded.request(), 1)
                        : each)
                .toList();
        RemoteReplica sparing = client.open(World.pinned(genesis(true), ALICE));
        try (Standpoint now = sparing.standpoint()) {
            assertThat(live(now, object(1)).valued()).isEqualTo(1);
            assertThat(reading(sparing, now, object(1))).failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withCauseInstanceOf(CorruptionException.class)
                    .withMessageContaining("removed it as superseded");
        }
        assertThat(asked).hasSize(1);
    }

    @Test
    void aServerCannotHaveRemovedWhatItSaysIsTheLast() throws InterruptedException {
        RemoteReplica writer = writer(true);
        write(writer, Change.store(object(1), "first"));
        World.Client client = world.client();
        client.meddling = messages -> messages.stream()
                .<ToClient>map(each -> each instanceof Events(int channel, long from, long to, List<Events.Item> items)
                        ? new Events(channel, from, to, items.stream().map(CompactedChainTest::stripped).toList())
                        : each)
                .toList();

        assertThatExceptionOfType(UntrustedServerException.class)
                .isThrownBy(() -> client.open(World.pinned(genesis(true), ALICE)).sequence())
                .withMessageContaining("gone since it was superseded");
    }

    private static Events.Item stripped(Events.Item item) {
        if (!(item instanceof Events.EventItem(var bytes))) {
            return item;
        }
        try {
            Event event = Event.read(new WireReader(bytes));
            WireWriter out = new WireWriter(event.lengthWithoutPayload());
            event.writeWithoutPayload(out);
            return new Events.Stripped(out.toSlice(), 1);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoAsksForAValueByItsSequenceIsToldThatItIsGone() throws InterruptedException {
        RemoteReplica writer = writer(true);
        write(writer, Change.store(object(1), "first"));
        write(writer, Change.put(object(1)).value("second"));
        world.pass(2_000);
        RemoteReplica late = world.client().open(World.pinned(genesis(true), ALICE));
        CompletableFuture<Event> asked = asking(late, () -> late.event(1, Writes.soon()));

        assertThat(asked).failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(CompactedException.class);
    }

    @Test
    void aReplicaIsCompactedOnItsOwnAndIsStillTheWholeChain() throws InterruptedException {
        world = new World();
        RemoteReplica writer = writer(true);
        World.Client client = world.compactingClient();
        MemoryRedoLog log = world.log();
        RemoteReplica follower = client.open(World.pinned(genesis(true), ALICE), log);
        write(writer, Change.store(object(1), "first"), Change.store(object(2), "only"));
        write(writer, Change.put(object(1)).value("second"));
        write(writer, Change.put(object(1)).value("third"));

        assertThat(valuesAtServer()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(valuesIn(log)).containsExactly(2L, 4L);
        client.cut();
        client.reachable = false;
        world.settle();
        assertThat(read(follower, object(1))).isEqualTo("third");
        assertThat(read(follower, object(2))).isEqualTo("only");
    }

    @Test
    void aReplicaKeepsWhatAnOpenUnitOfWorkReads() throws InterruptedException {
        world = new World();
        RemoteReplica writer = writer(true);
        World.Client client = world.compactingClient();
        MemoryRedoLog log = world.log();
        RemoteReplica follower = client.open(World.pinned(genesis(true), ALICE), log);
        write(writer, Change.store(object(1), "first"));
        try (Standpoint before = follower.standpoint()) {
            write(writer, Change.put(object(1)).value("second"));
            write(writer, Change.put(object(1)).value("third"));

            assertThat(valuesIn(log)).containsExactly(1L, 2L, 3L);
            assertThat(read(before, object(1))).isEqualTo("first");
        }
        write(writer, Change.store(object(2), "another"));
        assertThat(valuesIn(log)).containsExactly(3L, 4L);
    }

    @Test
    void aReplicaThatCrashedWhileItWasCompactedGoesOn() throws InterruptedException {
        world = new World();
        RemoteReplica writer = writer(true);
        World.Client client = world.compactingClient();
        MemoryRedoLog log = world.log();
        client.open(World.pinned(genesis(true), ALICE), log);
        write(writer, Change.store(object(1), "first"));
        submit(writer, ALICE, Change.put(object(1)).value("second"));
        world.settleBut(log);

        MemoryRedoLog again = world.crash(client, log);
        RemoteReplica follower = world.compactingClient().open(World.pinned(genesis(true), ALICE), again);
        write(writer, Change.put(object(1)).value("third"));

        assertThat(read(follower, object(1))).isEqualTo("third");
        assertThat(valuesIn(again)).containsExactly(3L);
    }

    @Test
    void aServerThatIsStartedAnewKnowsWhatIsGone() throws InterruptedException {
        RemoteReplica writer = writer(true);
        write(writer, Change.store(object(1), "first"));
        write(writer, Change.put(object(1)).value("second"));
        world.pass(2_000);
        long chain = world.serverLog().chains().getFirst().number();

        assertThat(
                CleanPoint.of(world.serverLog(), world.serverLog().find(genesis(true).record().name()).orElseThrow())
                        .sequence())
                .isEqualTo(2);
        assertThat(world.serverLog().end(chain)).isEqualTo(2);
    }
}
