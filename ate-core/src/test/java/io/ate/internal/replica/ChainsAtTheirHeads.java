package io.ate.internal.replica;

import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.LoadedObjects;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.tree.RootAt;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;

import static io.ate.internal.replica.Writes.soon;
import static org.assertj.core.api.Assertions.assertThat;

/** A chain that one program writes in full, and another one opens at its head. */
abstract class ChainsAtTheirHeads {
    static final HeldKeys ALICE = Keys.of("alice");
    static final HeldKeys BOB = Keys.of("bob");
    static final HeldKeys MALLORY = Keys.of("mallory");

    final World world = new World();
    final SignedGenesis genesis = Founding.ownedBy(ALICE).centralized().genesis();
    final RemoteReplica writer = world.client().open(World.wish(genesis, ALICE));
    final World.Client client = world.client();

    final HeadReplica atHead() {
        return (HeadReplica) client.open(World.pinned(genesis, ALICE).forObjects(Duration.ofSeconds(20)));
    }

    final void commit(Change... changes) throws InterruptedException {
        Submission submission = writer.submit(Writes.draft(writer, ALICE, true, changes), soon());
        world.settle();
        assertThat(submission.answer()).isCompleted();
    }

    final HeadState shown(HeadReplica head, PrimaryKey... keys) {
        RootAt known = head.verifiedHead();
        HeadInquiry inquiry = ask(head, keys);
        return Objects.requireNonNull(head.take(answer(inquiry), known, Set.of(keys)));
    }

    final HeadInquiry ask(HeadReplica head, PrimaryKey... keys) {
        HeadInquiry inquiry = new HeadInquiry(head.verifiedHead().size(), List.of(keys));
        head.ask(inquiry);
        world.settle();
        return inquiry;
    }

    static LoadedObjects answer(HeadInquiry inquiry) {
        try {
            return inquiry.answer().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
