package io.ate.internal.replica;

import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitSignature;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.read;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that holds its identity key, and uses it to lie: it streams to a client what an honest one would never
 * have admitted, signs heads over that, and must not get any of it into the client's view.
 */
final class LyingServerTest extends LiedToTest {
    LyingServerTest() {
        super(Founding.ownedBy(ALICE).openToEveryone());
    }

    @Test
    void whatIsInOrderIsTaken() throws InterruptedException {
        Author alice = alice();
        tell(alice.commit(Change.store(object(1), "one")), 0);
        tell(alice.commit(Change.store(object(2), "two")), 1);
        RemoteReplica replica = follower();
        assertThat(read(replica, object(2))).isEqualTo("two");
        assertThat(replica.verifiedHead()).isEqualTo(server.root());
    }

    @Test
    void aCommitByAStrangersKeyIsDetected() {
        tell(new Author(genesis, MALLORY, 1).commit(Change.store(object(1), "mine")), 0);
        assertCaught(follower(), "was not to be admitted");
    }

    @Test
    void aForgedPayloadIsDetected() {
        Commit commit = alice().commit(Change.store(object(1), "one"));
        Event forged = commit.events()
                .getFirst()
                .withPayload(Slice.of("two".getBytes(StandardCharsets.UTF_8)));
        tell(new Commit(commit.statement(), commit.statementBytes(), commit.signatures(), List.of(forged)), 0);
        assertCaught(follower(), "not those of their hashes");
    }

    @Test
    void anEventUnderAnotherEventsSignatureIsDetected() {
        Commit commit = alice().commit(Change.store(object(1), "one"));
        Commit other = alice().commit(Change.store(object(2), "two"));
        tell(new Commit(commit.statement(), commit.statementBytes(), commit.signatures(), other.events()), 0);
        assertCaught(follower(), "Merkle root");
    }

    @Test
    void aSignatureThatDoesNotHoldIsDetected() {
        Commit commit = alice().commit(Change.store(object(1), "one"));
        byte[] bytes = commit.signatures().getFirst().bytes().toArray();
        bytes[100] ^= 1;
        tell(new Commit(commit.statement(), commit.statementBytes(), List.of(new CommitSignature(0, Slice.of(bytes))),
                commit.events()), 0);
        assertCaught(follower(), "SIGNATURE_INVALID");
    }

    @Test
    void aCommitWithoutSignatureIsDetectedInDistributedTrust() {
        tell(alice().draft(Change.store(object(1), "one")).unsigned().commit(), 0);
        assertCaught(follower(), "SIGNATURE_REQUIRED");
    }

    @Test
    void aSignedCommitOfAnotherChainIsDetected() {
        SignedGenesis other = Founding.ownedBy(ALICE).openToEveryone().named("example.com/other").genesis();
        tell(alice().draft(Change.store(object(1), "one")).forChain(other.chainId()).commit(), 0);
        assertCaught(follower(), "was not to be admitted");
    }

    @Test
    void anOldCommitPlayedAgainIsDetected() {
        Author alice = alice();
        Commit first = alice.commit(Change.put(object(1)).atTop().value("old"));
        tell(first, 0);
        tell(alice.commit(Change.put(object(1)).value("new")), 1);
        tell(first, 2);
        assertCaught(follower(), "REFUSED_EARLIER");
    }

    @Test
    void aCommitThatFailsItsConditionIsDetected() {
        Author alice = alice();
        tell(alice.commit(Change.store(object(1), "one")), 0);
        tell(alice.commit(Change.put(object(1)).value("two").onlyIf(new Condition.AtVersion(7))),
                1);
        assertCaught(follower(), "CONFLICT");
    }

    @Test
    void aDroppedCommitOfAWriterIsDetected() {
        Author alice = alice();
        tell(alice.commit(Change.store(object(1), "one")), 0);
        alice.commit(Change.store(object(2), "left out"));
        tell(new Author(genesis, ALICE, 2).commit(Change.store(object(3), "in its place")), 0);
        tell(alice.commit(Change.store(object(4), "four")), 2);
        assertCaught(follower(), "previous commit");
    }

    @Test
    void reorderedCommitsAreDetected() {
        Author alice = alice();
        Commit first = alice.commit(Change.store(object(1), "one"));
        Commit second = alice.commit(Change.store(object(2), "two"));
        tell(second, 0);
        tell(first, 1);
        assertCaught(follower(), "was not to be admitted");
    }

    @Test
    void aCommitWithPartOfItLeftOutIsDetected() {
        tell(alice().commit(Change.store(object(1), "one"), Change.store(object(2), "two")), 0);
        tell(new Author(genesis, ALICE, 2).commit(Change.store(object(3), "three")), 0);
        List<Events.Item> items = server.items();
        items.remove(2);
        assertCaught(server.follower(ALICE, items, server.root()), "unfinished");
    }

    @Test
    void aGapInTheStreamIsDetected() {
        tell(alice().commit(Change.store(object(1), "one")), 0);
        World.Client client = world.client();
        client.meddling = messages -> messages.stream()
                .flatMap(each -> each instanceof Opened opened && opened.standing() != null
                        ? Stream.of(each, (ToClient) new Events(opened.channel(), 5, 6, server.items()))
                        : Stream.of(each))
                .toList();
        assertCaught(client.open(World.wish(genesis, ALICE)), "goes on after sequence 5");
    }

    @Test
    void aHeadThatIsNotThatOfTheEventsIsDetected() {
        tell(alice().commit(Change.store(object(1), "one")), 0);
        RootAt wrong = new RootAt(1, Hash.of(new byte[Hash.BYTES]));
        assertCaught(server.follower(ALICE, server.items(), wrong), "is not that of the events");
    }

    @Test
    void aFalsePlaceOfAnOwnCommitIsDetected() throws InterruptedException {
        World.Client client = world.client();
        RemoteReplica replica = client.open(World.wish(genesis, ALICE));
        submit(replica, ALICE, Change.store(object(1), "one"));
        world.settle();
        client.meddling = messages -> messages.stream()
                .filter(each -> !(each instanceof Events))
                .map(each -> each instanceof Committed(int channel, int request, long number, long _)
                        ? (ToClient) new Committed(channel, request, number, 1)
                        : each)
                .toList();
        submit(replica, ALICE, Change.store(object(2), "two"));
        world.settle();
        assertCaught(replica, "where something else is");
    }

    @Test
    void aWriterWhoWasShownAnotherHistoryGivesTheServerAway() {
        Author alice = alice();
        tell(alice.commit(Change.store(object(1), "one")), 0);
        RootAt shownToAlice = new RootAt(1, Hash.of(new byte[Hash.BYTES]));
        tell(alice.draft(Change.store(object(2), "two")).basedOn(1).knowing(shownToAlice).commit(), 1);
        assertCaught(follower(), "was shown another history");
    }

    @Test
    void aWriterWhoWasShownMoreThanThereIsGivesTheServerAway() {
        RootAt shownToAlice = new RootAt(5, Hash.of(new byte[Hash.BYTES]));
        tell(alice().draft(Change.store(object(2), "two")).knowing(shownToAlice).commit(), 0);
        assertCaught(follower(), "was shown another history");
    }
}
