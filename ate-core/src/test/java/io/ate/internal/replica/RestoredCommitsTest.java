package io.ate.internal.replica;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainName;
import io.ate.CommitRejectedException;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.Offline;
import io.ate.Outbox;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.StoreFailedException;
import io.ate.Type;
import io.ate.internal.chain.Chains;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.SeededEntropy;
import io.ate.internal.dao.GenesisMaker;
import io.ate.internal.dao.Workers;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.KeptRow;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.RedoLog;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.testing.Keys;
import io.ate.internal.wire.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What an earlier program left in the outbox, beside what it did not leave there. */
final class RestoredCommitsTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");
    private static final ChainName NAME = new ChainName("restored");
    private static final Type<JsonNode> TYPE = Type.tree("card");

    private final World world = new World();
    private final SignedGenesis genesis = new GenesisMaker(Entropy.system()).make(NAME, Genesis.of(
            Rules.inherit()
                    .writableBy(ALICE.publicKeys(), BOB.publicKeys())
                    .readableBy(ALICE.publicKeys(), BOB.publicKeys())),
            Session.of(ALICE));
    private MemoryRedoLog log = world.log();
    private World.Client client = world.client();
    private final List<CommitRejectedException> refused = new ArrayList<>();
    private RemoteReplica replica;
    private Chain chain = open(World.wish(genesis, ALICE));

    private Chain open(ChainWish wish) {
        var opening = client.connection.open(wish.offline(Offline.WORK), log, Pins.NONE);
        world.settle();
        replica = opening.join();
        Chain opened = Chains.over(replica, Session.of(ALICE), AteConfig.defaults(),
                new Workers(client.process, (_, _, _, _) -> true, Duration.ZERO)).with(Scope.LOCAL);
        var _ = opened.onRefused(refused::add);
        return opened;
    }

    /** The machine fails, and is started again out of the server's reach. */
    private void restart() {
        log = world.crash(client, log);
        client = world.client();
        client.reachable = false;
        chain = open(World.pinned(genesis, ALICE));
    }

    private void goOnline() {
        client.reachable = true;
        world.pass(60_000);
    }

    private void goOffline() {
        client.reachable = false;
        client.cut();
        world.settle();
    }

    private DaoRef<JsonNode> stored() {
        var stored = chain.commitAsync(dio -> dio.store(TYPE, JsonNodeFactory.instance.objectNode()).ref());
        world.pass(1_000);
        return stored.join();
    }

    private static void update(Chain by, DaoRef<JsonNode> object, String field) {
        var _ = by.commitAsync(dio -> dio.load(object).update(each -> ((ObjectNode) each).put(field, true)));
    }

    private JsonNode value(DaoRef<JsonNode> object) {
        return chain.<JsonNode, RuntimeException>commit(dio -> dio.load(object).value());
    }

    @Test
    void isStoredOnceAlsoWhereItBuildsOnWhatLayInNoOutbox() {
        DaoRef<JsonNode> object = stored();
        long before = chain.sequence();
        client.meddling = _ -> List.of(); // what the server says is lost
        update(chain.with(Scope.NONE), object, "first");
        update(chain, object, "second");
        world.settle();
        restart();
        goOnline();
        assertThat(chain.sequence()).isEqualTo(before + 2);
        assertThat(chain.outbox().commits()).isEmpty();
    }

    @Test
    void goesBeforeWhatTheNextProgramWritesThoughItTakesLongerToSign() {
        DaoRef<JsonNode> object = stored();
        goOffline();
        var first = chain.commitAsync(dio -> dio.load(object).rules(Rules.inherit())); // which is signed
        world.settle();
        assertThat(first).isDone();
        log = world.crash(client, log);
        client = world.client();
        client.reachable = false;
        client.slow = true;
        chain = open(World.pinned(genesis, ALICE));
        DaoRef<JsonNode> later = stored();
        client.reachable = true;
        world.pass(10_000);
        assertThat(chain.outbox().commits()).as("nothing has gone before what takes long").hasSize(2);

        client.goOn();
        world.pass(60_000);
        assertThat(chain.outbox().commits()).isEmpty();
        assertThat(refused).isEmpty();
        assertThat(chain.<Long, RuntimeException>commit(dio -> dio.load(later).version()))
                .isEqualTo(chain.sequence());
    }

    @Test
    void goesOnceThereAreSessionsForAllThatItBuildsOn() {
        DaoRef<JsonNode> object = stored();
        goOffline();
        update(chain.as(Session.of(BOB)), object, "bobs");
        update(chain, object, "alices");
        world.settle();
        restart();
        assertThat(chain.outbox().commits()).hasSize(2);
        Chain bobs = chain.as(Session.of(BOB));
        goOnline();
        assertThat(chain.outbox().commits()).isEmpty();
        assertThat(value(object)).hasToString("{\"bobs\":true,\"alices\":true}");
        bobs.close();
    }

    @Test
    void goesBehindWhatItWaitedForThoughLaterOnesOfItsWriterWentBefore() {
        DaoRef<JsonNode> object = stored();
        DaoRef<JsonNode> another = stored();
        DaoRef<JsonNode> deleted = stored();
        goOffline();
        var _ = chain.as(Session.of(BOB)).commitAsync(dio -> {
            dio.delete(deleted);
            return dio.load(object).update(each -> ((ObjectNode) each).put("bobs", true));
        });
        update(chain, object, "alices");
        update(chain, another, "alices");
        world.settle();
        restart();
        Chain bobs = chain.as(Session.of(BOB));
        goOnline();
        assertThat(chain.outbox().commits()).isEmpty();
        assertThat(value(object)).hasToString("{\"bobs\":true,\"alices\":true}");
        bobs.close();
    }

    @Test
    void isNotSentAgainIfTheChainHasItThoughADiskThatWasDamagedShowsItOnceMore() {
        DaoRef<JsonNode> object = stored();
        goOffline();
        update(chain, object, "once");
        world.settle();
        KeptRow.Kept row = rows().getFirst();
        goOnline();
        assertThat(chain.outbox().commits()).isEmpty();
        long before = chain.sequence();
        keep(row.place(), row.content());
        world.settle();
        restart();
        goOnline();
        assertThat(chain.outbox().commits()).isEmpty();
        DaoRef<JsonNode> later = stored(); // the server is still believed
        assertThat(value(later)).isNotNull();
        assertThat(chain.sequence()).isEqualTo(before + 1);
    }

    private List<KeptRow.Kept> rows() {
        List<KeptRow.Kept> rows = new ArrayList<>();
        log.kept(log.find(NAME).orElseThrow().number(), row -> rows.add((KeptRow.Kept) row));
        return rows;
    }

    private void keep(long place, Slice content) {
        append(new LogEntry.Keep(log.find(NAME).orElseThrow().number(), place, content));
    }

    private void append(LogEntry... entries) {
        log.append(log.find(NAME).orElseThrow().shard(), 0, LogBatch.of(entries),
                new RedoLog.Completion() {
                    @Override
                    public void durable() {
                        // which is looked at when the log is read
                    }

                    @Override
                    public void failed(StoreFailedException cause) {
                        throw cause;
                    }
                });
    }

    /**
     * Has what waits drawn up anew where it is refused for what others did, and the machine fail when that of the
     * first is on disk, and no other is.
     *
     * @param others what they do, one after another
     */
    private void restartWhenTheFirstIsDrawnUpAnew(Runnable... others) {
        List<KeptRow.Kept> before = rows();
        client.losing = messages -> messages.stream().filter(each -> !(each instanceof CommitMessage)).toList();
        for (Runnable each : others) {
            each.run();
            goOnline();
        }
        List<KeptRow.Kept> after = rows();
        assertThat(after).hasSameSizeAs(before);
        assertThat(after.getFirst()).isNotEqualTo(before.getFirst());
        long number = log.find(NAME).orElseThrow().number();
        for (KeptRow.Kept each : after.subList(1, after.size())) {
            append(new LogEntry.Unkeep(number, each.place()));
        }
        for (KeptRow.Kept each : before.subList(1, before.size())) {
            keep(each.place(), each.content());
        }
        world.settle();
        restart();
    }

    private Chain another() {
        var opening = world.client().connection.open(World.pinned(genesis, ALICE), world.log(), Pins.NONE);
        world.pass(1_000);
        return Chains.over(opening.join(), Session.of(ALICE), AteConfig.defaults(),
                new Workers(client.process, (_, _, _, _) -> true, Duration.ZERO)).with(Scope.NONE);
    }

    private static void put(Chain by, DaoRef<JsonNode> object, String field, int value) {
        var _ = by.commitAsync(dio -> dio.load(object).update(each -> ((ObjectNode) each).put(field, value)));
    }

    @Test
    void keepsItsPlaceAmongThoseToTheSameObjectWhenItIsDrawnUpAnew() {
        DaoRef<JsonNode> object = stored();
        Chain others = another();
        goOffline();
        put(chain, object, "own", 1);
        put(chain, object, "own", 2);
        world.settle();
        restartWhenTheFirstIsDrawnUpAnew(() -> update(others, object, "others"));
        update(others, object, "more");
        world.pass(1_000);
        goOnline();
        assertThat(chain.outbox().commits()).isEmpty();
        assertThat(value(object)).hasToString("{\"others\":true,\"more\":true,\"own\":2}");
    }

    @Test
    void isSentAsItIsThoughWhatWasWrittenBeforeWasDrawnUpAnewAndHasAHigherNumber() {
        DaoRef<JsonNode> object = stored();
        DaoRef<JsonNode> another = stored();
        Chain others = another();
        goOffline();
        put(chain, object, "own", 1);
        put(chain, another, "own", 2);
        world.settle();
        restartWhenTheFirstIsDrawnUpAnew(() -> update(others, object, "others"));
        List<CommitMessage> sent = new ArrayList<>();
        client.losing = messages -> {
            messages.stream().filter(CommitMessage.class::isInstance).map(CommitMessage.class::cast).forEach(sent::add);
            return messages;
        };
        goOnline();
        assertThat(chain.outbox().commits()).isEmpty();
        assertThat(sent).as("none is refused").hasSize(2);
        assertThat(value(object)).hasToString("{\"others\":true,\"own\":1}");
        assertThat(value(another)).hasToString("{\"own\":2}");
    }

    private static HeldKeys bobs() {
        return HeldKeys.generate(new SeededEntropy("bob".hashCode()));
    }

    /** Bob's commit, and Alice's that says what there is to be of what that has left. */
    private DaoRef<JsonNode> storedByBobAndDeletedByAlice(HeldKeys bob) {
        Chain bobs = chain.as(Session.of(bob));
        var doomed = bobs.commitAsync(dio -> dio.store(TYPE, JsonNodeFactory.instance.objectNode()).ref());
        world.settle();
        delete(doomed.join());
        world.settle();
        bobs.close();
        return doomed.join();
    }

    private void assertBothWaitAndGoWithBob(int events) {
        assertThat(refused).isEmpty();
        assertThat(chain.outbox().commits()).extracting(Outbox.Kept::state)
                .containsExactly(Outbox.State.WAITING_FOR_KEYS, Outbox.State.WAITING_FOR_KEYS);
        long before = chain.sequence();
        Chain bobs = chain.as(Session.of(BOB));
        world.pass(60_000);
        assertThat(refused).isEmpty();
        assertThat(chain.outbox().commits()).isEmpty();
        assertThat(chain.sequence()).isEqualTo(before + events);
        bobs.close();
    }

    @Test
    void waitsAgainWithWhatItBuildsOnWhereTheKeysOfThatWereClosed() {
        HeldKeys bob = bobs();
        goOffline();
        DaoRef<JsonNode> doomed = storedByBobAndDeletedByAlice(bob);
        bob.close();
        goOnline();
        assertBothWaitAndGoWithBob(2);
        assertThat(isThere(doomed)).isFalse();
    }

    @Test
    void waitsAgainWithWhatItBuildsOnWhereTheProofOfItsKeysIsRefused() {
        goOffline();
        DaoRef<JsonNode> doomed = storedByBobAndDeletedByAlice(BOB);
        client.losing = messages -> messages.stream().map(RestoredCommitsTest::badlyProvenIfBobs).toList();
        goOnline();
        client.losing = messages -> messages;
        assertBothWaitAndGoWithBob(2);
        assertThat(isThere(doomed)).isFalse();
    }

    @Test
    void waitsAgainWithWhatItBuildsOnWhereThatMayBeStoredAndCannotBeSentAgain() {
        HeldKeys bob = bobs();
        goOffline();
        DaoRef<JsonNode> doomed = storedByBobAndDeletedByAlice(bob);
        client.losing = messages -> messages.stream().filter(each -> !(each instanceof CommitMessage)).toList();
        goOnline();
        goOffline();
        bob.close();
        client.losing = messages -> messages;
        goOnline();
        assertBothWaitAndGoWithBob(2);
        assertThat(isThere(doomed)).isFalse();
    }

    @Test
    void isSentAgainWhileSomebodyLooksAtTheChainAsItWasWhenItWasFirstSent() {
        HeldKeys bob = bobs();
        goOffline();
        DaoRef<JsonNode> doomed = storedByBobAndDeletedByAlice(bob);
        Standpoint looking = replica.standpoint(Set.of());
        bob.close();
        goOnline();
        Chain bobs = chain.as(Session.of(BOB));
        looking.close();
        world.pass(60_000);
        assertThat(refused).isEmpty();
        assertThat(chain.outbox().commits()).isEmpty();
        assertThat(isThere(doomed)).isFalse();
        bobs.close();
    }

    private static ToServer badlyProvenIfBobs(ToServer message) {
        return message instanceof Prove(int channel, int request, Slice bundle, _)
                && bundle.equals(Slice.of(BOB.publicKeys().encoded()))
                        ? new Prove(channel, request, bundle, Slice.of(new byte[64]))
                        : message;
    }

    private void putAndDelete(DaoRef<JsonNode> object, DaoRef<JsonNode> doomed) {
        var _ = chain.commitAsync(dio -> {
            dio.load(doomed).update(each -> ((ObjectNode) each).put("own", 1));
            return dio.load(object).update(each -> ((ObjectNode) each).put("own", 1));
        });
        delete(doomed);
    }

    private void delete(DaoRef<JsonNode> doomed) {
        var _ = chain.commitAsync(dio -> {
            dio.delete(doomed);
            return doomed;
        });
        world.settle();
    }

    private boolean isThere(DaoRef<JsonNode> object) {
        return chain.<Boolean, RuntimeException>commit(dio -> dio.find(object).isPresent());
    }

    @Test
    void buildsOnWhatCameInThePlaceOfWhatItWasBuiltOn() {
        DaoRef<JsonNode> object = stored();
        DaoRef<JsonNode> doomed = stored();
        Chain others = another();
        goOffline();
        putAndDelete(object, doomed);
        restartWhenTheFirstIsDrawnUpAnew(() -> update(others, object, "others"));
        world.settle();
        assertThat(isThere(doomed)).as("before the server is back").isFalse();
        goOnline();
        assertThat(chain.outbox().commits()).isEmpty();
        assertThat(isThere(doomed)).isFalse();
        assertThat(value(object)).hasToString("{\"others\":true,\"own\":1}");
    }

    @Test
    void buildsOnItAlsoIfThatWasDrawnUpAnewMoreThanOnce() {
        DaoRef<JsonNode> object = stored();
        Chain others = another();
        goOffline();
        var doomed = chain.commitAsync(dio -> {
            dio.load(object).update(each -> ((ObjectNode) each).put("own", 1));
            return dio.store(TYPE, JsonNodeFactory.instance.objectNode()).ref();
        });
        world.settle();
        delete(doomed.join());
        world.settle();
        restartWhenTheFirstIsDrawnUpAnew(() -> update(others, object, "others"), () -> update(others, object, "more"));
        goOnline();
        assertThat(chain.outbox().commits()).isEmpty();
        assertThat(isThere(doomed.join())).isFalse();
        assertThat(value(object)).hasToString("{\"others\":true,\"more\":true,\"own\":1}");
    }

    @Test
    void waitsForTheKeysOfWhatCameInThePlaceOfWhatItWasBuiltOn() {
        DaoRef<JsonNode> object = stored();
        Chain others = another();
        Chain bobs = chain.as(Session.of(BOB));
        goOffline();
        var doomed = bobs.commitAsync(dio -> {
            dio.load(object).update(each -> ((ObjectNode) each).put("bobs", 1));
            return dio.store(TYPE, JsonNodeFactory.instance.objectNode()).ref();
        });
        world.settle();
        delete(doomed.join());
        world.settle();
        restartWhenTheFirstIsDrawnUpAnew(() -> update(others, object, "others"));
        goOnline();
        assertBothWaitAndGoWithBob(3);
        assertThat(isThere(doomed.join())).isFalse();
        assertThat(value(object)).hasToString("{\"others\":true,\"bobs\":1}");
    }

    @Test
    void isRefusedIfWhatItWasBuiltOnWasMergedWithWhatOthersDid() {
        DaoRef<JsonNode> object = stored();
        DaoRef<JsonNode> doomed = stored();
        Chain others = another();
        goOffline();
        putAndDelete(object, doomed);
        restartWhenTheFirstIsDrawnUpAnew(() -> update(others, doomed, "others"), () -> update(others, object, "more"));
        goOnline();
        assertThat(chain.outbox().commits()).singleElement()
                .satisfies(each -> assertThat(each.writes().getFirst().deleted()).isTrue());
        assertThat(value(doomed)).hasToString("{\"others\":true,\"own\":1}");
        assertThat(value(object)).hasToString("{\"more\":true,\"own\":1}");
    }

    @Test
    void isKeptBesideWhatLiesWhereNobodyPutsAnything() {
        DaoRef<JsonNode> object = stored();
        keep(Long.MAX_VALUE - 1, Slice.of(new byte[] {1, 2, 3}));
        world.settle();
        restart();
        assertThat(chain.outbox().damage()).hasSize(1);
        update(chain, object, "kept");
        world.settle();
        restart();
        assertThat(chain.outbox().commits()).hasSize(1);
        goOnline();
        assertThat(chain.outbox().commits()).isEmpty();
        assertThat(value(object)).hasToString("{\"kept\":true}");
    }
}
