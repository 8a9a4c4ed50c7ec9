package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.internal.protocol.ChainList;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Compacted;
import io.ate.internal.protocol.Dropped;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Loaded;
import io.ate.internal.protocol.LoadedObjects;
import io.ate.internal.protocol.LockResult;
import io.ate.internal.protocol.Notice;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Part;
import io.ate.internal.protocol.ProofAnswer;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ServerStatus;
import io.ate.internal.protocol.ServiceNews;
import io.ate.internal.protocol.Synced;
import io.ate.internal.protocol.ToClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the server itself is asked: waits for a connection, then for the answer on that one, since an answer that is
 * lost with its connection never comes. Confined to the connection's owner, but for {@link #answered}.
 */
final class Questions {
    private final List<Waiting> waiting = new ArrayList<>();
    private final Map<Integer, CompletableFuture<ToClient>> asked = new ConcurrentHashMap<>();

    private record Waiting(OneConnection on, ClientConnection.Question question, CompletableFuture<ToClient> answer) {}

    /** Takes a question for the next connection, if it may go over that one. */
    void add(OneConnection on, ClientConnection.Question question, CompletableFuture<ToClient> answer) {
        waiting.add(new Waiting(on, question, answer));
    }

    /** Tells whether there are questions that wait for a connection. */
    boolean areWaiting() {
        return !waiting.isEmpty();
    }

    /** Tells whether nobody waits for anything. */
    boolean isEmpty() {
        return waiting.isEmpty() && asked.isEmpty();
    }

    /** Asks what waits. */
    void ask(Conversation conversation) {
        for (Waiting each : waiting) {
            if (each.on.is(conversation)) {
                int request = conversation.nextRequest();
                asked.put(request, each.answer);
                conversation.send(each.question.ask(request, conversation.transcript()));
            } else {
                each.answer.completeExceptionally(
                        new ChainUnavailableException("the connection to the server is another one by now"));
            }
        }
        waiting.clear();
    }

    /** The server says something on its own channel, which answers a question or is nothing that was asked for. */
    void answered(ToClient message) {
        int request = switch (message) {
            case Rejected rejected -> rejected.request();
            case Proved proved -> proved.request();
            case ChainList list -> list.request();
            case ServerStatus status -> status.request();
            case Dropped dropped -> dropped.request();
            case Opened _,Events _,Live _,Committed _,ProofAnswer _,Loaded _,Compacted _,LoadedObjects _,Closed _,Notice _,LockResult _,Synced _,ServiceNews _,Part _ ->
                    0;
        };
        CompletableFuture<ToClient> answer = asked.remove(request);
        if (answer != null) {
            answer.complete(message);
        }
    }

    /** The connection is gone, and with it the answers to what was asked on it. */
    void failAsked(RuntimeException cause) {
        for (Integer request : List.copyOf(asked.keySet())) {
            CompletableFuture<ToClient> answer = asked.remove(request);
            if (answer != null) {
                answer.completeExceptionally(cause);
            }
        }
    }

    /** There is no connection, and will be none. */
    void failAll(RuntimeException cause) {
        failAsked(cause);
        waiting.forEach(each -> each.answer.completeExceptionally(cause));
        waiting.clear();
    }
}
