package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.Subscribers;
import io.ate.internal.log.ChainSummary;
import io.ate.internal.protocol.ChainList;
import io.ate.internal.protocol.Drop;
import io.ate.internal.protocol.Dropped;
import io.ate.internal.protocol.ListChains;
import io.ate.internal.protocol.Message;
import io.ate.internal.protocol.NamedChain;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.StatusRequest;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.Unprove;
import io.ate.internal.wire.Hash;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What a client asks of the server as a whole, on channel 0: which chains there are, how they are, and that one goes.
 * Confined to the connection's executor.
 */
final class ServerRequests {
    private static final ChainId SERVER = ChainId.of(new byte[Hash.BYTES]);

    private final ChainDirectory directory;
    private final Possession possession;
    private final StatusSource status;
    private final Proofs proofs;
    private final Errands errands;
    private final Backlog backlog;
    private final Outlet out;
    private final Set<KeyId> proven = new HashSet<>();
    private final Deque<Runnable> surveys = new ArrayDeque<>();
    private boolean surveying;

    ServerRequests(ChainDirectory directory, Possession possession, StatusSource status, Proofs proofs, Errands errands,
            Backlog backlog, Outlet out) {
        this.directory = directory;
        this.possession = possession;
        this.status = status;
        this.proofs = proofs;
        this.errands = errands;
        this.backlog = backlog;
        this.out = out;
    }

    void prove(Prove prove) {
        proofs.check(prove, SERVER, keys -> {
            if (proven.size() >= ProvenKeys.MOST && !proven.contains(keys.id())) {
                errands.reject(prove.channel(), prove.request(), Reason.LIMIT,
                        "at most " + ProvenKeys.MOST
                                + " keys are proven for the server on a connection at a time; take one back first");
                return;
            }
            proven.add(keys.id());
            out.send(new Proved(prove.channel(), prove.request(), keys.id(), true));
        });
    }

    void unprove(Unprove unprove) {
        proven.remove(unprove.key());
    }

    void list(ListChains list) {
        answerInTurn(list.request(), survey -> new ChainList(list.request(), survey.more(),
                survey.chains().stream().map(each -> new NamedChain(each.name(), each.id())).toList()));
    }

    void status(StatusRequest request) {
        answerInTurn(request.request(), survey -> status.status(request.request(), survey));
    }

    /** Answers of all chains may be long: while one is made, or the socket does not take it, the next one waits. */
    private void answerInTurn(int request, Function<Survey, ToClient> answer) {
        Set<KeyId> keys = Set.copyOf(proven);
        backlog.requestBegins();
        surveys.add(() -> {
            backlog.requestEnds();
            errands.read(directory.environment().readers(), Message.SERVER, request, () -> survey(keys, answer));
        });
        goOn();
    }

    private void survey(Set<KeyId> keys, Function<Survey, ToClient> answer) {
        try {
            ToClient made = answer.apply(visibleTo(keys));
            errands.later(() -> out.send(made));
        } finally {
            errands.later(() -> surveying = false);
        }
    }

    /** Begins with the next survey of the chains if the answer to the one before it has gone. */
    void goOn() {
        if (!surveying && !surveys.isEmpty() && out.isWritable()) {
            surveying = true;
            surveys.remove().run();
        }
    }

    /** The chains that holders of these keys may subscribe to. */
    private Survey visibleTo(Set<KeyId> keys) {
        return Survey.of(directory.stored(),
                each -> each.subscribers() == Subscribers.EVERYONE || directory.names(each, keys));
    }

    void drop(Drop drop) {
        Optional<ChainSummary> found = directory.find(drop.chain());
        if (found.isEmpty()) {
            refuse(drop, Reason.NO_SUCH_CHAIN, "there is no such chain on this server");
            return;
        }
        backlog.requestBegins();
        directory.open(found.get().name(), null, new ChainDirectory.Opening() {
            @Override
            public void opened(HostedChain chain) {
                directory.environment().checkers().execute(() -> dropIfOwner(drop, chain));
            }

            @Override
            public void refused(Reason reason, String text) {
                answer(() -> refuse(drop, reason, text));
            }
        });
    }

    private void dropIfOwner(Drop drop, HostedChain chain) {
        PublicKeys keys = chain.publicKey(drop.key());
        boolean owns = keys != null && chain.isOwnedBy(drop.key())
                && possession.mayDrop(chain.id(), keys, drop.signature());
        if (!owns) {
            directory.release(chain);
            answer(() -> refuse(drop, Reason.NOT_OWNER, "only an owner of the chain may drop it"));
            return;
        }
        directory.drop(chain, () -> {
            directory.release(chain);
            answer(() -> out.send(new Dropped(drop.request())));
        }, () -> {
            directory.release(chain);
            answer(() -> refuse(drop, Reason.NO_SUCH_CHAIN, "the chain has just been dropped"));
        });
    }

    /** Answers a request that counted among those at work. */
    private void answer(Runnable answer) {
        errands.later(() -> {
            backlog.requestEnds();
            answer.run();
        });
    }

    private void refuse(Drop drop, Reason reason, String text) {
        errands.reject(Message.SERVER, drop.request(), reason, text);
    }
}
