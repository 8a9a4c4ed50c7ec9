package io.ate.internal.replica;

import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.SignedHead;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Standing;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that holds its identity key, and streams to clients whatever a test wants told, with heads that it signs
 * over that. Confined to the test's thread.
 */
final class LyingServer {
    private final World world;
    private final SignedGenesis genesis;
    private final List<Told> told = new ArrayList<>();

    private record Told(CommitRecord record, List<Event> events) {}

    LyingServer(World world, SignedGenesis genesis) {
        this.world = world;
        this.genesis = genesis;
    }

    /**
     * The commit as the server says that it stands in the chain, at the place after those before.
     *
     * @param previous sequence of its writer's commit before
     */
    void tell(Commit commit, long previous) {
        long first = told.isEmpty() ? 1 : told.getLast().record.last() + 1;
        told.add(new Told(CommitRecord.of(commit, first, 1_700_000_000_000L, previous), commit.events()));
    }

    /** A commit as it stands in a chain that an honest server has. */
    void tell(Replica.Applied commit) {
        told.add(new Told(commit.record(), commit.events()));
    }

    RootAt root() {
        MerkleFrontier tree = new MerkleFrontier();
        for (Told each : told) {
            each.events.forEach(event -> tree.append(event.hash(genesis.chainId())));
        }
        return tree.root();
    }

    List<Events.Item> items() {
        List<Events.Item> items = new ArrayList<>();
        for (Told each : told) {
            items.add(new Events.RecordItem(each.record.encode()));
            each.events.forEach(event -> items.add(item(event)));
        }
        return items;
    }

    SignedHead head(RootAt root) {
        return SignedHead.sign(genesis.chainId(), 1, root, 1_700_000_000_000L, world.identity);
    }

    /** A client to whom the server tells all of that, and signs it. */
    RemoteReplica follower(HeldKeys keys) {
        return follower(keys, items(), root());
    }

    /** A client to whom the server tells these items, and signs that head for them. */
    RemoteReplica follower(HeldKeys keys, List<Events.Item> items, RootAt root) {
        World.Client client = world.client();
        client.meddling = messages -> {
            List<ToClient> lies = new ArrayList<>();
            for (ToClient each : messages) {
                if (each instanceof Opened opened && opened.standing() != null) {
                    Standing standing = new Standing(head(root), ConsistencyProof.EMPTY, 0, 0, 0, 0, false);
                    lies.add(new Opened(opened.channel(), opened.request(), opened.genesis(), 1, standing));
                    lies.add(new Events(opened.channel(), 0, root.size(), items));
                }
            }
            return lies;
        };
        return client.open(World.wish(genesis, keys));
    }

    private static Events.Item item(Event event) {
        WireWriter out = new WireWriter(event.encodedLength());
        event.write(out);
        return new Events.EventItem(out.toSlice());
    }
}
