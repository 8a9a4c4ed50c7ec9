package io.ate.internal.service;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.IncompatibleValueException;
import io.ate.PrimaryKey;
import io.ate.Scope;
import io.ate.Service;
import io.ate.ServiceDescription;
import io.ate.internal.dao.Committing;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.replica.Deadline;
import java.util.Optional;

/**
 * What a program takes a service for, held against what the chain says that it is: so that two who mean different
 * things by one name learn that before anything is asked. Immutable and thread-safe.
 *
 * @param object stands for the service in the chain
 * @param meant what this program takes it for
 */
public record Declaration(DaoRef<ServiceDescription> object, ServiceDescription meant) {
    /** What this program takes {@code service} for. */
    public static Declaration of(Service<?, ?> service, Chain chain) {
        return new Declaration(service.in(chain), service.description());
    }

    /** What this program takes {@code service} for. */
    public static Declaration of(Service.Streaming<?, ?> service, Chain chain) {
        return new Declaration(service.in(chain), service.description());
    }

    /** The name of the service. */
    String name() {
        return object.name().orElse("");
    }

    /**
     * Sees to it that the chain says so, by a commit of {@code chain}.
     *
     * @return the object that stands for the service
     * @throws IncompatibleValueException if the chain says something else
     */
    public PrimaryKey toServe(Chain chain) {
        return chain.<PrimaryKey, RuntimeException>commit(dio -> {
            Optional<ServiceDescription> said = dio.find(object).map(Dao::value);
            if (said.isEmpty()) {
                dio.store(object, meant);
            } else if (!said.get().equals(meant)) {
                throw new IncompatibleValueException(inTheChain(said.get()) + ", and is to be served as one that "
                        + told(meant) + isSwapped(said.get()) + ": give this one another name; or, where nobody "
                        + "serves or asks the old one any more, say so by "
                        + "chain.overwrite(service.in(chain), service.description())");
            }
            return object.key();
        });
    }

    /**
     * Demands that the chain does not say something else, as far as that is known here and the session reads it.
     *
     * @throws IncompatibleValueException if it does
     */
    void demandToAsk(OpenChain chain, SessionLease session, Deadline deadline) throws InterruptedException {
        if (other(chain, session, deadline).isEmpty()) {
            return;
        }
        var _ = chain.replica().catchUp(deadline); // it may have been said anew
        Optional<ServiceDescription> other = other(chain, session, deadline);
        if (other.isPresent()) {
            throw askedAs(other.get());
        }
    }

    /** What the chain says, if it is not what is meant. */
    private Optional<ServiceDescription> other(OpenChain chain, SessionLease session, Deadline deadline) {
        return new Committing(chain, session, Scope.FULL, deadline)
                .<Optional<ServiceDescription>, RuntimeException>untilDone(
                        dio -> dio.find(object).flatMap(this::other));
    }

    /** What the service's object says, if it is not what is meant. */
    Optional<ServiceDescription> other(Dao<ServiceDescription> service) {
        return Optional.of(service).filter(Dao::isReadable).map(Dao::value).filter(said -> !said.equals(meant));
    }

    /** For who asks a service that is another one. */
    IncompatibleValueException askedAs(ServiceDescription said) {
        return new IncompatibleValueException(inTheChain(said) + ", and this program asks it as one that " + told(meant)
                + isSwapped(said) + ": ask it as what it is, or by another name");
    }

    private String inTheChain(ServiceDescription said) {
        return "the service " + name() + " is in the chain as one that " + told(said);
    }

    private String isSwapped(ServiceDescription said) {
        return said.request().equals(meant.reply()) && said.reply().equals(meant.request())
                ? " (request and reply are swapped)"
                : "";
    }

    private static String told(ServiceDescription service) {
        return "takes " + service.request() + " and replies with " + (service.streaming() ? "any number of " : "")
                + service.reply();
    }
}
