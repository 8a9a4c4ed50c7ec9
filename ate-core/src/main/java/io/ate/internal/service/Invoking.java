package io.ate.internal.service;

import io.ate.Service;
import io.ate.ServiceUnavailableException;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.replica.Deadline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Asks one service, for one handle of a chain. Immutable. */
public final class Invoking {
    private final OpenChain chain;
    private final SessionLease handle;
    private final Declaration declaration;
    private final String name;
    private final Duration patience;

    /** @param declaration what this program takes the service for */
    public Invoking(OpenChain chain, SessionLease handle, Declaration declaration, Duration patience) {
        this.chain = chain;
        this.handle = handle;
        this.declaration = declaration;
        this.name = declaration.name();
        this.patience = patience;
    }

    /** The one reply to a request. */
    public <Q, A> A answer(Service<Q, A> of, Q request) {
        return answer(handle.further(), of, request);
    }

    /** The one reply to a request, when it has come. */
    public <Q, A> CompletableFuture<A> answerAsync(Service<Q, A> of, Q request) {
        SessionLease use = handle.further(); // the handle may be closed before the reply comes
        return CompletableFuture.supplyAsync(() -> answer(use, of, request),
                task -> Thread.ofVirtual().name("ate-invoke").start(task));
    }

    private <Q, A> A answer(SessionLease session, Service<Q, A> of, Q request) {
        Deadline deadline = Deadline.in(patience);
        try (SessionLease use = session;
                Asking<Q, A> asking = new Asking<>(chain, use, declaration, of.request(), request, true, deadline)) {
            A answer = asking.next(of.reply(), deadline);
            if (answer == null) {
                throw new ServiceUnavailableException(null, "the service " + name + " replied with nothing", true);
            }
            return answer;
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** The items that a request is replied to with. */
    public <Q, I> Stream<I> items(Service.Streaming<Q, I> of, Q request) {
        SessionLease use = handle.further();
        Deadline deadline = Deadline.in(patience);
        boolean begun = false;
        try {
            declaration.demandToAsk(chain, use, deadline); // now, and not when the first item is asked for
            Items<Q, I> items = new Items<>(chain, handle, use,
                    new Asking<>(chain, use, declaration, of.request(), request, false, deadline), of.item(), patience,
                    this::interrupted);
            begun = true;
            chain.attach(items);
            return StreamSupport.stream(items, false).onClose(items::close);
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            if (!begun) {
                use.close();
            }
        }
    }

    private ServiceUnavailableException interrupted() {
        Thread.currentThread().interrupt();
        return new ServiceUnavailableException(null,
                "this thread was interrupted while it waited for the service " + name
                        + "; whether the request was executed is not known",
                true);
    }
}
