package io.ate;

import io.ate.internal.text.Names;
import java.util.Objects;

/**
 * Something that programs ask of others over a chain: a name, what is asked, and what comes back. A constant that both
 * sides share. Immutable.
 *
 * {@snippet :
 * record Ping(String text) {}
 * record Pong(String text) {}
 * static final Service<Ping, Pong> PING = Service.of("ping", Ping.class, Pong.class);
 *
 * try (var _ = chain.serve(PING, ping -> new Pong(ping.text()))) {   // in one program
 *     Pong pong = chain.invoke(PING, new Ping("hi"));                // in this or another one
 * }
 * }
 *
 * <p>
 * In the chain an object of that name stands for the service, {@link #in}: whoever reads it may call, and whoever its
 * write rule names may serve. The first {@link Chain#serve} stores it, below the chain's own rules; store it before, or
 * change its rules later, to say who may:
 *
 * {@snippet :
 * chain.store(PING.in(chain), PING.description(), Rules.inherit().readableBy(alice, bob).writableBy(alice));
 * }
 *
 * @param name of the service in the chain
 * @param request what is asked
 * @param reply what comes back
 */
public record Service<Q, A>(String name, Type<Q> request, Type<A> reply) {
    public Service {
        demand(name, request, reply);
    }

    /** A service that gives one reply to each request. */
    public static <Q, A> Service<Q, A> of(String name, Class<Q> request, Class<A> reply) {
        return new Service<>(name, Type.of(Objects.requireNonNull(request, "request")),
                Type.of(Objects.requireNonNull(reply, "reply")));
    }

    /** A service that gives one reply to each request. */
    public static <Q, A> Service<Q, A> of(String name, Type<Q> request, Type<A> reply) {
        return new Service<>(name, request, reply);
    }

    /** A service that replies with any number of items, one after the other. */
    public static <Q, I> Streaming<Q, I> streaming(String name, Class<Q> request, Class<I> item) {
        return new Streaming<>(name, Type.of(Objects.requireNonNull(request, "request")),
                Type.of(Objects.requireNonNull(item, "item")));
    }

    /** A service that replies with any number of items, one after the other. */
    public static <Q, I> Streaming<Q, I> streaming(String name, Type<Q> request, Type<I> item) {
        return new Streaming<>(name, request, item);
    }

    /** The object of the chain that stands for this service, whether or not it exists. */
    public DaoRef<ServiceDescription> in(Chain chain) {
        return chain.ref(ServiceDescription.class, name);
    }

    /** The value of that object. */
    public ServiceDescription description() {
        return new ServiceDescription(request.name(), reply.name(), false);
    }

    /**
     * A service that replies with any number of items; see {@link Service}.
     *
     * @param name of the service in the chain
     * @param request what is asked
     * @param item what comes back, as many as there are
     */
    public record Streaming<Q, I>(String name, Type<Q> request, Type<I> item) {
        public Streaming {
            demand(name, request, Objects.requireNonNull(item, "item"));
        }

        /** The object of the chain that stands for this service, whether or not it exists. */
        public DaoRef<ServiceDescription> in(Chain chain) {
            return chain.ref(ServiceDescription.class, name);
        }

        /** The value of that object. */
        public ServiceDescription description() {
            return new ServiceDescription(request.name(), item.name(), true);
        }
    }

    private static void demand(String name, Type<?> request, Type<?> reply) {
        var _ = Names.demand("a service", name);
        if (request.name().isEmpty() || reply.name().isEmpty()) {
            throw new IllegalArgumentException("what service " + name + " is asked and replies has a type of its own: "
                    + "use a class or Type.tree(name)");
        }
    }

    /** Replies to requests, several at a time. */
    @FunctionalInterface
    public interface Handler<Q, A> {
        /**
         * The reply to {@code request}.
         *
         * @throws Exception is the caller's {@link ServiceException}: its class and its message
         */
        A handle(Q request) throws Exception;
    }

    /** Replies to requests, several at a time, depending on who asks. */
    @FunctionalInterface
    public interface CallHandler<Q, A> {
        /**
         * The reply to {@code request}.
         *
         * @throws Exception is the caller's {@link ServiceException}: its class and its message
         */
        A handle(Q request, Call call) throws Exception;
    }

    /** Replies to requests by units of work of the chain that it serves. */
    @FunctionalInterface
    public interface CommitHandler<Q, A> {
        /**
         * The reply to {@code request}. What this does through {@code dio} is committed if it returns: for a durable
         * request in one commit with the reply, and so once. It may be run again after a conflict.
         *
         * @throws Exception is the caller's {@link ServiceException}: its class and its message; nothing is committed
         */
        A handle(Dio dio, Q request, Call call) throws Exception;
    }

    /**
     * What is known of a request beside its value. Immutable.
     *
     * @param caller the key that signed it: of a session with several, the first that the service's rules name, for a
     * durable request as they were when who owns the service last served it or called durably; any of them where the
     * rules name none
     * @param id random, and the same however often the request is brought: an object that is stored under it in one
     * commit with the effects of the request sees to it that they happen once, whoever serves
     */
    public record Call(KeyId caller, PrimaryKey id) {}
}
