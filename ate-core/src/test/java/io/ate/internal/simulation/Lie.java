package io.ate.internal.simulation;

import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedHead;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.Standing;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Something untrue that a server may tell a client, and that the client has to find out. Stateless. */
enum Lie {
    AN_EVENT_IS_ALTERED {
        @Override
        @Nullable
        Events lie(Events honest, Schedule chance) {
            return changed(honest, Lie::eventsOf, chance, (items, index) -> {
                byte[] bytes = ((Events.EventItem) items.get(index)).event().toArray();
                bytes[(int) chance.between(0, bytes.length - 1)] ^= (byte) (1 << chance.between(0, 7));
                items.set(index, new Events.EventItem(Slice.of(bytes)));
            });
        }
    },
    AN_EVENT_IS_LEFT_OUT {
        @Override
        @Nullable
        Events lie(Events honest, Schedule chance) {
            return changed(honest, Lie::eventsOf, chance, (items, index) -> items.remove(index.intValue()));
        }
    },
    TWO_EVENTS_ARE_SWAPPED {
        @Override
        @Nullable
        Events lie(Events honest, Schedule chance) {
            return changed(honest, Lie::pairsOf, chance, (items, index) -> Collections.swap(items, index, index + 1));
        }
    },
    THE_LAST_COMMIT_IS_LEFT_OUT {
        @Override
        @Nullable
        Events lie(Events honest, Schedule chance) {
            return rearranged(honest, 1, blocks -> blocks.subList(0, blocks.size() - 1));
        }
    },
    TWO_COMMITS_ARE_SWAPPED {
        @Override
        @Nullable
        Events lie(Events honest, Schedule chance) {
            return rearranged(honest, 2, blocks -> {
                List<RangeOfCommits.Block> swapped = new ArrayList<>(blocks);
                Collections.swap(swapped, 0, 1);
                return swapped;
            });
        }
    },
    A_COMMIT_IS_THERE_TWICE {
        @Override
        @Nullable
        Events lie(Events honest, Schedule chance) {
            return rearranged(honest, 1, blocks -> {
                List<RangeOfCommits.Block> more = new ArrayList<>(blocks);
                more.add(blocks.getLast());
                return more;
            });
        }
    },
    A_COMMIT_IS_CALLED_THE_CLIENTS_OWN {
        @Override
        @Nullable
        Events lie(Events honest, Schedule chance) {
            List<RangeOfCommits.Block> blocks = RangeOfCommits.of(honest).blocks();
            if (blocks.isEmpty()) {
                return null;
            }
            var record = blocks.getFirst().record();
            return new Events(honest.channel(), honest.from(), record.last(),
                    List.of(new Events.Own(1 << 30, record.first(), record.time(), record.previous())));
        }
    },
    A_RANGE_COMES_TWICE {
        @Override
        List<ToClient> tell(ToClient honest, Schedule chance, HeldKeys identity) {
            return honest instanceof Events events && events.from() < events.to() ? List.of(honest, honest)
                    : List.of(honest);
        }
    },
    A_HEAD_IS_FALSE {
        @Override
        List<ToClient> tell(ToClient honest, Schedule chance, HeldKeys identity) {
            return withHead(honest, head -> {
                byte[] root = head.root().root().bytes();
                root[(int) chance.between(0, root.length - 1)] ^= 1;
                return SignedHead.sign(head.chain(), head.epoch(), new RootAt(head.root().size(), Hash.of(root)),
                        head.time(), identity);
            });
        }
    },
    A_HEAD_IS_A_STRANGERS {
        @Override
        List<ToClient> tell(ToClient honest, Schedule chance, HeldKeys identity) {
            return withHead(honest, head -> {
                byte[] signature = head.signature().toArray();
                signature[(int) chance.between(0, signature.length - 1)] ^= 1;
                return new SignedHead(head.chain(), head.epoch(), head.root(), head.time(), Slice.of(signature));
            });
        }
    },
    A_PROOF_IS_FALSE {
        @Override
        List<ToClient> tell(ToClient honest, Schedule chance, HeldKeys identity) {
            Standing standing = honest instanceof Opened opened ? opened.standing() : null;
            if (standing == null || standing.proof().path().isEmpty()) {
                return List.of(honest);
            }
            List<Hash> path = new ArrayList<>(standing.proof().path());
            path.set((int) chance.between(0, path.size() - 1), Hash.of(new byte[Hash.BYTES]));
            return List.of(opened((Opened) honest, standing.head(), new ConsistencyProof(path)));
        }
    },
    THE_END_IS_FALSE {
        @Override
        List<ToClient> tell(ToClient honest, Schedule chance, HeldKeys identity) {
            return List.of(honest instanceof Live(int channel, long sequence) ? new Live(channel, sequence + 1)
                    : honest);
        }
    },
    A_COMMIT_IS_REFUSED_AND_STORED {
        @Override
        @Nullable
        ToClient answer(CommitMessage commit) {
            return new Rejected(commit.channel(), commit.request(), Reason.CONFLICT, null, "so says a liar");
        }
    };

    /** What is told instead; the same where there is no occasion for the lie. */
    List<ToClient> tell(ToClient honest, Schedule chance, HeldKeys identity) {
        Events lie = honest instanceof Events events ? lie(events, chance) : null;
        return List.of(lie != null ? lie : honest);
    }

    /** Tells whether the client finds out before it has taken anything false; else a tree head tells it. */
    boolean showsAtOnce() {
        return this != TWO_COMMITS_ARE_SWAPPED;
    }

    /** What is told instead of that range, or null where there is no occasion. */
    @Nullable
    Events lie(Events honest, Schedule chance) {
        return null;
    }

    /** What the client is told while the server takes its commit, or null to wait for the server. */
    @Nullable
    ToClient answer(CommitMessage commit) {
        return null;
    }

    private interface Change {
        void make(List<Events.Item> items, Integer index);
    }

    private interface Occasions {
        List<Integer> in(List<Events.Item> items);
    }

    private static @Nullable Events changed(Events honest, Occasions occasions, Schedule chance, Change change) {
        List<Integer> indices = occasions.in(honest.items());
        if (indices.isEmpty()) {
            return null;
        }
        List<Events.Item> items = new ArrayList<>(honest.items());
        change.make(items, indices.get((int) chance.between(0, indices.size() - 1)));
        return new Events(honest.channel(), honest.from(), honest.to(), items);
    }

    private static List<Integer> eventsOf(List<Events.Item> items) {
        return IntStream.range(0, items.size()).filter(i -> items.get(i) instanceof Events.EventItem).boxed().toList();
    }

    /** Where two events of one commit stand side by side. */
    private static List<Integer> pairsOf(List<Events.Item> items) {
        return eventsOf(items).stream()
                .filter(i -> i + 1 < items.size() && items.get(i + 1) instanceof Events.EventItem)
                .toList();
    }

    private static @Nullable Events rearranged(Events honest, int atLeast,
            UnaryOperator<List<RangeOfCommits.Block>> arrange) {
        RangeOfCommits range = RangeOfCommits.of(honest);
        return range.blocks().size() < atLeast ? null : range.of(arrange.apply(range.blocks()));
    }

    private static List<ToClient> withHead(ToClient honest, UnaryOperator<SignedHead> change) {
        return List.of(switch (honest) {
            case Opened opened when opened.standing() != null -> opened(opened,
                    change.apply(opened.standing().head()), opened.standing().proof());
            case Events events when events.items().size() == 1
                    && events.items().getFirst() instanceof Events.HeadItem(var head) ->
                    new Events(events.channel(), events.from(), events.to(),
                            List.of(new Events.HeadItem(change.apply(head))));
            default -> honest;
        });
    }

    private static Opened opened(Opened honest, SignedHead head, ConsistencyProof proof) {
        return new Opened(honest.channel(), honest.request(), honest.genesis(), honest.epoch(),
                new Standing(head, proof, honest.standing().from(), 0, 0, head.time(), false));
    }
}
