package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.UntrustedServerException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.SignedHead;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Standing;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a client remembers of how far it saw a chain at a server, and holds against that server later. */
final class SeenHeadTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final Hash FALSE = Hash.of(new byte[Hash.BYTES]);

    private final World world = new World();
    private final SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();
    private final List<RootAt> roots = new ArrayList<>(List.of(RootAt.EMPTY));
    private final Memory memory = new Memory();
    private final World.Client writer = world.client();
    private MemoryRedoLog writersLog = world.log();
    private RemoteReplica replica = writer.open(World.wish(genesis, ALICE), writersLog);

    /** What one program remembers for the next. */
    private final class Memory implements Pins {
        private final List<SeenHead> seen = new ArrayList<>();
        private final List<RootAt> saw = new ArrayList<>();

        @Override
        public Optional<ChainId> remembered(ChainName name) {
            return Optional.of(genesis.chainId());
        }

        @Override
        public List<SeenHead> seen() {
            return seen;
        }

        @Override
        public void saw(SeenHead head) {
            saw.add(head.head());
        }
    }

    @BeforeEach
    void aChainOfThreeEvents() throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            store(i);
        }
    }

    private void store(int number) throws InterruptedException {
        submit(replica, ALICE, Change.store(object(number), "value"));
        world.settle();
        roots.add(replica.known());
    }

    private void seen(RootAt head) {
        seen(genesis.chainId(), world.identity, head);
    }

    private void seen(ChainId chain, HeldKeys server, RootAt head) {
        memory.seen.add(new SeenHead(chain, server.publicKeys().fingerprint(), head, 1));
    }

    private RemoteReplica open(World.Client client, MemoryRedoLog log) {
        var opened = client.connection.open(World.pinned(genesis, ALICE), log, memory);
        world.pass(1_000);
        return opened.join();
    }

    private static void assertCaught(RemoteReplica opened) {
        assertThatThrownBy(opened::sequence).isInstanceOf(UntrustedServerException.class)
                .hasMessageContaining("another history of the chain than before");
    }

    /** The next program of the writer, with the replica of the one before. */
    private RemoteReplica reopen() {
        writer.connection.close();
        world.settle();
        return open(world.client(), writersLog);
    }

    @Test
    void whatWasMetIsRememberedBeforeAnybodyGoesOn() {
        AtomicReference<CompletableFuture<RemoteReplica>> opening = new AtomicReference<>();
        List<Boolean> wasOpen = new ArrayList<>();
        opening.set(world.client().connection.open(World.pinned(genesis, ALICE), world.log(), new Pins() {
            @Override
            public void remember(ChainName name, ChainId chain) {
                wasOpen.add(opening.get().isDone());
            }
        }));
        world.pass(1_000);

        assertThat(wasOpen).containsExactly(false);
        assertThat(opening.get()).isCompleted();
    }

    @Test
    void whatWasSeenIsThereAgain() {
        seen(roots.get(3));
        assertThat(open(world.client(), world.log()).sequence()).isEqualTo(3);
    }

    @Test
    void anotherRootOnTheWayIsNoticed() {
        seen(new RootAt(2, FALSE));
        assertCaught(open(world.client(), world.log()));
    }

    @Test
    void lessThanWasSeenIsNoticed() {
        seen(new RootAt(4, FALSE));
        assertCaught(open(world.client(), world.log()));
    }

    @Test
    void whatAReplicaHasBeyondWhatWasSeenIsComparedToo() {
        seen(roots.get(1));
        assertThat(reopen().sequence()).isEqualTo(3);
    }

    @Test
    void aReplicaWithAnotherRootBelowItsEndThanWasSeenIsNoticed() {
        seen(new RootAt(1, FALSE));
        assertCaught(reopen());
    }

    @Test
    void whatWasSeenAtAnotherServerIsHeldAgainstThisOneTooAndNothingOfItIsRememberedWhereItDoesNotFit() {
        HeldKeys other = Keys.of("another server");
        seen(genesis.chainId(), other, roots.get(2));
        assertThat(open(world.client(), world.log()).sequence()).isEqualTo(3);
        seen(genesis.chainId(), other, new RootAt(9, FALSE));
        List<RootAt> before = List.copyOf(memory.saw);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(open(world.client(), world.log())::sequence)
                    .isInstanceOf(UntrustedServerException.class)
                    .hasMessageContaining("at another server up to sequence 9, and it ends at 3 here");
            world.settle();
            assertThat(memory.saw).isEqualTo(before);
        }
    }

    @Test
    void whatWasSeenOfAnotherChainIsNoMeasure() {
        seen(ChainId.of(new byte[Hash.BYTES]), world.identity, new RootAt(9, FALSE));
        assertThat(open(world.client(), world.log()).sequence()).isEqualTo(3);
    }

    @Test
    void theHeadAtTheOpeningMayBeOlderThanWhatWasSeen() {
        seen(roots.get(3));
        World.Client client = world.client();
        client.meddling = messages -> messages.stream().map(this::withAnOlderHead).toList();
        assertThat(open(client, world.log()).sequence()).isEqualTo(3);
    }

    private ToClient withAnOlderHead(ToClient message) {
        if (!(message instanceof Opened opened) || opened.standing() == null) {
            return message;
        }
        SignedHead older = SignedHead.sign(genesis.chainId(), 1, roots.get(1), 0, world.identity);
        return new Opened(opened.channel(), opened.request(), opened.genesis(), opened.epoch(),
                new Standing(older, ConsistencyProof.EMPTY, 0, 0, 0, 0, false));
    }

    @Test
    void howFarAChainWasSeenIsRememberedWhileItGrowsAndAtTheEnd() throws InterruptedException {
        RemoteReplica reader = open(world.client(), world.log());
        world.pass(6_000);
        store(4);
        world.pass(6_000);
        assertThat(memory.saw).as("while it is open").contains(roots.get(4));
        store(5);
        store(6); // right after what was just remembered
        reader.close();
        world.settle();
        assertThat(memory.saw).as("at the end").last().isEqualTo(roots.get(6));
    }

    @Test
    void ofWhatACaughtServerShowedNoMoreIsRememberedThanItHadProven() {
        World.Client client = world.client();
        client.meddling = messages -> messages.stream()
                .flatMap(each -> each instanceof Events events && events.to() == 3
                        ? Stream.of(each, (ToClient) events)
                        : Stream.of(each))
                .toList();
        RemoteReplica lied = open(client, world.log());
        assertThatThrownBy(lied::sequence).isInstanceOf(UntrustedServerException.class);
        assertThat(memory.saw).as("the head that it had signed").containsExactly(roots.get(1));
    }
}
