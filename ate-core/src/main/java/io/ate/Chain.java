package io.ate;

import io.ate.internal.chain.LocalChains;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A chain as one session works with it. Thread-safe. Every call blocks until it has its result, can be interrupted, and
 * ends at the handle's deadline ({@link #lock(DaoRef)} up to two seconds later); each write is one commit. Whoever is
 * interrupted while he waits has his thread's flag set again, and gets a {@link ChainUnavailableException}, or an
 * {@link InterruptedCommitException} if a commit was on its way, or a {@link ServiceUnavailableException} if he had
 * asked a service.
 *
 * <p>
 * {@link #as}, {@link #with} and {@link #within} give further handles on the same chain, which cost next to nothing.
 * Closing the chain that was opened closes them all and ends all waiting; after that {@link #name}, {@link #id},
 * {@link #trust} and {@link #session} still answer; all else is an {@link IllegalStateException}. A handle for another
 * session may be closed before, as soon as that session is done: see {@link #as}.
 *
 * {@snippet :
 * record World(String commandment) {}
 *
 * try (Chain chain = Chain.temporary()) {
 *     DaoRef<World> world = chain.store(new World("Hello"));
 *     IO.println(chain.get(world).commandment() + " world!");
 * }
 * }
 */
public interface Chain extends AutoCloseable {
    /** A chain in memory with keys of its own, gone when it is closed. */
    static Chain temporary() {
        return temporary(AteConfig.defaults());
    }

    /** A chain in memory with keys of its own, gone when it is closed. */
    static Chain temporary(AteConfig config) {
        return temporary(config, Genesis.of(Rules.inherit()));
    }

    /**
     * The chain in that folder, which belongs to one process at a time; a missing one is made, for the session's keys.
     *
     * @throws ReplicaInUseException if another process has it open
     * @throws NoReadAuthorityException if it was made with other keys, and names none of the session's
     * @throws IllegalArgumentException if the folder holds other things, and no chain
     */
    static Chain open(Path folder, Session session) {
        return open(folder, session, AteConfig.defaults());
    }

    /**
     * The chain in that folder, which belongs to one process at a time; a missing one is made, for the session's keys.
     *
     * @throws ReplicaInUseException if another process has it open
     * @throws NoReadAuthorityException if it was made with other keys, and names none of the session's
     * @throws IllegalArgumentException if the folder holds other things, and no chain
     */
    static Chain open(Path folder, Session session, AteConfig config) {
        return open(folder, session, config, Genesis.of(Rules.inherit()));
    }

    /**
     * A chain in memory with keys of its own that begins as {@code genesis} says, gone when it is closed. In
     * distributed trust every commit is signed, as it would be at a server.
     */
    static Chain temporary(AteConfig config, Genesis genesis) {
        return LocalChains.temporary(config, genesis);
    }

    /**
     * The chain in that folder, which belongs to one process at a time; a missing one begins as {@code genesis} says,
     * which does not matter to one that is there.
     *
     * @throws ReplicaInUseException if another process has it open
     * @throws NoReadAuthorityException if it was made with other keys, and names none of the session's
     * @throws IllegalArgumentException if the folder holds other things, and no chain
     */
    static Chain open(Path folder, Session session, AteConfig config, Genesis genesis) {
        return LocalChains.open(folder, session, config, genesis);
    }

    /** The name of the chain. */
    ChainName name();

    /** The identity of the chain: the hash of how it began. */
    ChainId id();

    /**
     * What others open this chain by, and no other: where its server is, and what the identities of both are. It gives
     * nobody a right.
     *
     * {@snippet :
     * String link = mine.link();                              // to be handed on
     * Chain theirs = client.openExisting(link, Session.of(bob)); // in another program
     * }
     *
     * @throws IllegalStateException if this chain is at no server
     */
    String link();

    /** How its members trust its server. */
    Trust trust();

    /** Who acts through this handle. */
    Session session();

    /**
     * The sequence up to which the chain is known and confirmed here. After a write through this chain it is that of
     * the write or a later one.
     */
    long sequence();

    /**
     * Waits until this chain is known here up to {@code sequence}. For what another client has written: where that one
     * hands on its own {@link #sequence()} after the write, what it wrote is read here from then on.
     *
     * {@snippet :
     * DaoRef<Note> note = hers.store(new Note("milk")); // in one program
     * his.await(hers.sequence());                       // in another one, which was told both
     * his.get(note);
     * }
     *
     * @throws ChainUnavailableException if it is not so at the deadline
     */
    void await(long sequence);

    /**
     * Waits until all that was handed over through any handle of this chain is answered, also what nobody waits for,
     * as commits of {@link #commitAsync} and of scope {@code NONE}, and until all that the server had at the time of
     * the call is known here. So what follows reads what every client was told to be stored before. Who was refused is
     * told as ever, and not by this.
     *
     * @return the sequence up to which the chain is known here
     * @throws ChainUnavailableException if it is not so at the deadline
     */
    long sync();

    /**
     * Takes the lock on an object, and waits for it until the deadline of this handle; see {@link Lock}. It is a
     * mistake of the program, and ends at the deadline with an exception that says so, to wait for a lock that the same
     * thread holds: every call gives another lock.
     *
     * @throws LockUnavailableException if somebody else has it for so long
     * @throws NoSuchObjectException if the object does not exist
     * @throws NoWriteAuthorityException if the session may not write the object
     * @throws CommitRejectedException with {@link Reason#LIMIT} if too many locks are held or waited for: 4,096 by one
     * client or key, or 16,384 of one chain
     * @throws ChainUnavailableException if the server is out of reach for so long, or is asked and has not answered two
     * seconds later, or the thread is interrupted
     */
    Lock lock(DaoRef<?> ref);

    /**
     * Takes the lock on an object, and waits for it so long, in turn with others; see {@link #lock(DaoRef)}.
     *
     * @throws IllegalArgumentException if {@code timeout} is not positive
     */
    Lock lock(DaoRef<?> ref, Duration timeout);

    /** Takes the lock on an object unless somebody else has it; see {@link #lock(DaoRef)}. */
    Optional<Lock> tryLock(DaoRef<?> ref);

    /**
     * Stores a new object and gives a reference to it. This and every other write is a commit, with the exceptions of
     * {@link #commit}.
     */
    <T> DaoRef<T> store(T value);

    /** Stores a new object with rules of its own and gives a reference to it. */
    <T> DaoRef<T> store(T value, Rules rules);

    /** Stores a new object of that type and gives a reference to it. */
    <T> DaoRef<T> store(Type<T> type, T value);

    /** Stores a new object of that type with rules of its own and gives a reference to it. */
    <T> DaoRef<T> store(Type<T> type, T value, Rules rules);

    /**
     * Stores a new object under the name that {@code ref} was made from.
     *
     * @throws ConflictException if it exists already
     */
    <T> DaoRef<T> store(DaoRef<T> ref, T value);

    /**
     * Stores a new object with rules of its own under the name that {@code ref} was made from.
     *
     * @throws ConflictException if it exists already
     */
    <T> DaoRef<T> store(DaoRef<T> ref, T value, Rules rules);

    /**
     * Gives the object that value, whether or not it exists: the last writer wins.
     *
     * @throws IllegalStateException if it is an event of a {@link Field.Stream}: these stay as they were recorded
     */
    <T> void overwrite(DaoRef<T> ref, T value);

    /**
     * The value of the object, as the chain is known here now: it has everything that was written through this chain,
     * and what other clients have written as soon as it has come, usually within milliseconds. To be sure of it,
     * {@link #await} its sequence first.
     *
     * @throws NoSuchObjectException if it does not exist
     * @throws NoReadAuthorityException if the session's keys do not open it
     */
    <T> T get(DaoRef<T> ref);

    /** The value of the object, if it exists, as the chain is known here now; see {@link #get}. */
    <T> Optional<T> find(DaoRef<T> ref);

    /**
     * A proof that the newest event of an object stands in the history that the chain's server has signed, for whoever
     * has nothing but the server's public key. Waits until the server has signed a head over it, which it does every
     * few seconds while the chain grows. Needs no right to read the object.
     *
     * @throws NoSuchObjectException if there is no such object
     * @throws HistoryNeededException if the chain was opened at its head
     * @throws ChainUnavailableException if no head came in time
     * @throws IllegalStateException if the chain is at no server, so that nobody signs its history
     */
    Proof proof(DaoRef<?> ref);

    /**
     * Ends the object's life, and that of everything below it.
     *
     * @throws NoSuchObjectException if it does not exist
     * @throws IncompatibleValueException if it is of another type than {@code ref} says
     * @throws IllegalStateException if it is an event of a {@link Field.Stream}, which goes with the whole stream when
     * the object is deleted that the stream belongs to
     */
    void delete(DaoRef<?> ref);

    /**
     * The object of that type and name at the top of the chain, whether or not it exists. Two programs that use the
     * same name mean the same object.
     *
     * @throws NoReadAuthorityException if the session reads nothing in the chain, and so cannot know its names
     * @throws IllegalArgumentException if another class goes by the same type name in this program
     */
    <T> DaoRef<T> ref(Type<T> type, String name);

    /** The object of that class and name at the top of the chain, whether or not it exists. */
    default <T> DaoRef<T> ref(Class<T> valueClass, String name) {
        return ref(Type.of(valueClass), name);
    }

    /**
     * The object as values in other chains point to it, whether or not it exists: with this chain's {@link #link}.
     *
     * @throws IllegalStateException if this chain is at no server
     */
    <T> DaoForeign<T> foreign(DaoRef<T> ref);

    /**
     * Runs {@code body} as one commit, on the chain as it is known here now; see {@link #get}. Where that is refused
     * because an object that the body wrote, or marked by {@link Dao#requireUnchanged}, has changed since it was read,
     * or where the reason of its refusal was lost with a connection, the body is run again on the newer state, with
     * jitter, until the deadline; nothing else runs it twice. What was only read may have changed: nothing is asked
     * about that. Updates of types that are merged on line, see {@link MergedBy#online}, are merged first, and the body
     * is run again only if they cannot be. A body that writes nothing only reads. An exception of the body discards
     * what it did and is passed on.
     *
     * <p>
     * The deadline bounds the waiting for the server and for others, and interrupts no body. What a body takes does not
     * count against the time in which its commit is to be answered: a body that is slower than the deadline is
     * committed, and its result given, as any other. But no body is run again after the deadline, whatever the time was
     * spent on; and what is waited for within a body, as for a lock, or for a value that is not here, is waited for
     * until then.
     *
     * <p>
     * What this gives is whatever the body does, so that the compiler needs to know what is wanted. To print it by
     * {@code System.out.println}, which takes a {@code char[]} as well as everything else, write down the type of
     * {@code dio}, as in the example, or put the result into a variable, or use {@code IO.println}.
     *
     * {@snippet :
     * System.out.println(chain.commit((Dio dio) -> dio.load(note).value()));
     * }
     *
     * @return what the body returned, when the commit is as durable as the handle's scope says
     * @throws IllegalStateException if the body has twice in a row changed an object both by its Dio and by a commit of
     * its own inside, which cannot but conflict
     * @throws IllegalArgumentException if the commit is too large: it has to be made in several
     * @throws CommitRejectedException if the commit was refused, {@link ConflictException} if it still was at the
     * deadline, {@link ChainReadOnlyException} if nothing but a server's word says that this is the chain that is
     * meant, which in centralized trust is enough for reading alone
     * @throws ChainUnavailableException if the commit could not be sent in time, or the thread was interrupted before;
     * nothing is stored, now or later
     * @throws DeadlineExceededException if it was sent and the answer did not come in time; the body is not run again
     * @throws InterruptedCommitException if it was sent, and the thread was interrupted or the chain ended before the
     * answer came, or the answer was lost and the server cannot tell any more
     */
    <R extends @Nullable Object, X extends Exception> R commit(Body<R, X> body) throws X;

    /** Runs {@code body} as one commit on the chain as it is known here now, as {@link #commit} does. */
    default <X extends Exception> void run(Task<X> body) throws X {
        Objects.requireNonNull(body, "body");
        this.<@Nullable Void, X>commit(dio -> {
            body.run(dio);
            return null;
        });
    }

    /**
     * Runs {@code body} now and sends its commit without waiting for the answer, so that many can be under way at once.
     * Commits of one handle take effect in the order in which they were sent. The body is not run again once its
     * commit was sent: after a conflict the future fails, and so do those of commits that built on it, but for updates
     * of types that are merged on line, see {@link MergedBy#online}: a commit that is merged takes effect then,
     * together with those that built on it, and behind later ones that did not.
     *
     * @return completes with what the body returned when the commit is durable, or with the reason why it is not, at
     * the deadline of this handle at the latest, in which the body's own time does not count: with
     * {@link ChainUnavailableException} if the commit could not be sent by then and is taken back, with
     * {@link DeadlineExceededException} if it was sent and is not answered; where the chain is closed before that, with
     * {@link IllegalStateException} if it was not sent, and now never is, and with {@link InterruptedCommitException}
     * if it was; in the order of the commits, on a thread that nothing but such futures of this chain needs, so that
     * what hangs on to it may wait for anything but them:
     * whoever waits there for another one uses an {@code Async} method of the future
     */
    <R extends @Nullable Object, X extends Exception> CompletableFuture<R> commitAsync(Body<R, X> body) throws X;

    /**
     * This chain for another session. Closing what this gives ends the session's work on the chain, and nobody else's:
     * what it has opened of the chain is zeroed, and the server forgets that its keys were proven, unless another
     * handle of the same session is open, or another session has the key. So a program may work for any number of
     * users, one after the other, and for as many at a time as hold 256 keys together:
     *
     * {@snippet :
     * try (Chain his = chain.as(Session.of(user))) {
     *     his.store(note);
     * }
     * }
     *
     * Calls and commits that are under way go on to their end, also those that nobody waits for; buses that it gave are
     * closed, and what follows them or works on queues ends. Handles that {@link #with} and {@link #within} gave end
     * with the handle they were asked of. The key bundles stay the caller's. A handle that is not closed ends with the
     * chain.
     *
     * @throws IllegalStateException if one of the session's key bundles was closed
     */
    Chain as(Session session);

    /**
     * This chain with commits that wait for {@code scope}.
     *
     * @throws IllegalStateException if it is {@link Scope#LOCAL}, and the chain has no outbox on disk; that is said
     * here already, and not first to who commits, so that no program reads on and works for what it cannot keep
     */
    Chain with(Scope scope);

    /**
     * This chain with calls that may wait that long, however long it is. The time that a body takes itself counts, and
     * does not end it; see {@link #commit}.
     *
     * @throws IllegalArgumentException if {@code deadline} is not positive
     */
    Chain within(Duration deadline);

    /**
     * Tells {@code listener} of every commit of scope {@code NONE} or {@code LOCAL} that was sent through any handle of
     * this chain and refused for good, once: with a {@link ConflictException} if it could not be merged with what
     * others did. It is called by a thread of the library, which it must not hold up. Where there is no listener, the
     * log is told, and the first listener that comes what was refused before it came (the last 1,024): what an earlier
     * program left in the outbox may be refused while the chain is being opened.
     */
    Registration onRefused(Consumer<? super CommitRejectedException> listener);

    /**
     * The commits of {@link Scope#LOCAL} that lie on this machine's disk until they are answered, and those that were
     * refused; empty where the chain has no such place.
     */
    Outbox outbox();

    /**
     * What became of a commit of this chain that was not answered in time, or that lies in the outbox, under whatever
     * id it is sent by then; waits for it until the deadline.
     */
    Outcome outcome(CommitId commit);

    /** The changes of this chain from {@code position} on. */
    Changes changes(Position position);

    /** The events that the object records in {@code field}; each call on them is a commit by this handle. */
    <T> EventStream<T> stream(DaoRef<?> owner, Field.Stream<T> field);

    /**
     * Replies to requests to {@code service} from now on, each on a virtual thread of its own, up to {@link
     * AteConfig#handlers()} at a time; stores the object that stands for the service if there is none. Where several
     * programs serve, each request goes to one of them, the least busy. A request is executed at most once by each; see
     * {@link Service.Call#id} for effects that must not happen twice. A handler is not interrupted when nobody waits
     * any more. What it throws is told to its caller, without the trace: throw nothing that he must not read.
     *
     * <p>
     * Durable requests, see {@link #submit}, are replied to by the same handler, up to as many at a time besides, those
     * first that wait already. Each is executed at least once, and has one reply.
     *
     * @return closing it ends the serving; what has begun goes on to its end, as long as the handle is open
     * @throws NoWriteAuthorityException if the write rule of the service names none of the session's keys; that
     * everyone may write there names nobody
     * @throws NoReadAuthorityException if the session does not read the service's object
     * @throws IncompatibleValueException if the service is in the chain as one of other types
     */
    default <Q, A> Registration serve(Service<Q, A> service, Service.Handler<? super Q, ? extends A> handler) {
        Objects.requireNonNull(handler, "handler");
        return this.<Q, A>serve(service, (request, _) -> handler.handle(request));
    }

    /** Replies to requests, as {@link #serve(Service, Service.Handler)} does, and knows who asks. */
    <Q, A> Registration serve(Service<Q, A> service, Service.CallHandler<? super Q, ? extends A> handler);

    /**
     * Replies to requests, as {@link #serve(Service, Service.Handler)} does, each by a unit of work of this handle,
     * which is committed within its deadline before the reply is given.
     *
     * {@snippet :
     * chain.serve(PAY, (dio, payment, call) -> {
     *     Dao<Account> account = dio.load(payment.from());
     *     account.update(before -> before.minus(payment.amount()));
     *     return new Receipt(account.value().balance());
     * });
     * }
     */
    <Q, A> Registration serve(Service<Q, A> service, Service.CommitHandler<? super Q, ? extends A> handler);

    /**
     * Replies to requests with streams, which are read as fast as their callers take the items, and closed afterwards.
     * All else is as with {@link #serve(Service, Service.Handler)}.
     */
    default <Q, I> Registration serve(Service.Streaming<Q, I> service,
            Service.Handler<? super Q, ? extends Stream<? extends I>> handler) {
        Objects.requireNonNull(handler, "handler");
        return this.<Q, I>serve(service, (request, _) -> handler.handle(request));
    }

    /** Replies to requests with streams, and knows who asks. */
    <Q, I> Registration serve(Service.Streaming<Q, I> service,
            Service.CallHandler<? super Q, ? extends Stream<? extends I>> handler);

    /**
     * Asks a service, and gives its reply. Where the connection to the server breaks meanwhile, the same request is
     * sent again; whoever has it already does not execute it a second time. Where nobody serves just now, this waits
     * for somebody for up to two seconds.
     *
     * @throws ServiceException if the handler failed
     * @throws ServiceUnavailableException if no reply came by the deadline, or none will; whether the request may have
     * been executed it says itself
     * @throws IncompatibleValueException if the service is in the chain as one of other types; nothing was asked
     * @throws NoReadAuthorityException if the session does not read the service's object, and so may not call
     * @throws IllegalStateException if the session has no keys: a request is signed
     */
    <Q, A> A invoke(Service<Q, A> service, Q request);

    /** Asks a service, as {@link #invoke(Service, Object)} does, without waiting for the reply. */
    <Q, A> CompletableFuture<A> invokeAsync(Service<Q, A> service, Q request);

    /**
     * Asks a service by a request that is stored, and gives its reply, which it takes away: {@link #submit}, and {@link
     * DurableCall#await} by the deadline of this handle. What is not replied to by then stays, and is executed.
     */
    <Q, A> A invokeDurably(Service<Q, A> service, Q request);

    /**
     * Asks a service by a request that is stored in the chain until it has been replied to, whoever dies in between:
     * where who serves it ends, or loses the chain, another one who serves takes it, now or later, and what the handler
     * throws is the reply. The reply is stored in the same commit that removes the request, so there is one, and what a
     * {@link Service.CommitHandler} does in the chain is done once. What another handler does is done at least once.
     *
     * <p>
     * A handler that throws {@link ChainUnavailableException}, {@link DeadlineExceededException}, or that a right is
     * missing, is run again after a while, here or by another program that serves; one that throws
     * {@link ConflictException} is run again at once, and the fifth time that is the reply.
     *
     * <p>
     * Request and reply are read by those who read the service, and changed and removed by nobody but their caller and
     * those who may serve. Whoever the read rule of the service named when it was served for the first time, or since
     * then served or called durably by who controls it, may call durably; where everyone reads it, those who may write
     * there.
     *
     * @return stored; its {@link DurableCall#id} finds it again, also in another program
     * @throws ServiceUnavailableException if nobody has served the service yet; nothing is stored
     * @throws IncompatibleValueException if the service is in the chain as one of other types; nothing is stored
     * @throws NoWriteAuthorityException if the session may not call durably
     */
    <Q, A> DurableCall<A> submit(Service<Q, A> service, Q request);

    /** A request that {@link #submit} stored, in this program or another one. */
    <Q, A> DurableCall<A> submitted(Service<Q, A> service, PrimaryKey id);

    /**
     * Asks a service that replies with any number of items. The stream waits for each item until the deadline of the
     * handle has passed since it began to wait, and throws what {@link #invoke(Service, Object)} throws. Who reads
     * slowly holds up nobody but whoever replies to it. A stream whose connection breaks after the first item cannot be
     * resumed.
     *
     * @return to be read by one thread, and closed if it is not read to its end
     */
    <Q, I> Stream<I> invoke(Service.Streaming<Q, I> service, Q request);

    /** The changes of the children of {@code owner} in {@code field} from now on. */
    default <T> Bus<T> bus(DaoRef<?> owner, Field.Vec<T> field) {
        return bus(owner, field, Position.NOW);
    }

    /**
     * The changes of the children of {@code owner} in {@code field} from {@code position} on.
     *
     * @throws NoSuchObjectException if {@code owner} does not exist, goes by no name, and there is no past to be told
     * @throws IllegalArgumentException if another class goes by the type name of the children in this program
     */
    <T> Bus<T> bus(DaoRef<?> owner, Field.Vec<T> field, Position position);

    /** The changes of the entries of {@code owner}'s map from now on. */
    default <V> Bus<V> bus(DaoRef<?> owner, Field.Map<?, V> field) {
        return bus(owner, field, Position.NOW);
    }

    /** The changes of the entries of {@code owner}'s map from {@code position} on, as those of other children. */
    <V> Bus<V> bus(DaoRef<?> owner, Field.Map<?, V> field, Position position);

    /** The changes of the one child of {@code owner} in {@code field} from now on. */
    default <T> Bus<T> bus(DaoRef<?> owner, Field.Child<T> field) {
        return bus(owner, field, Position.NOW);
    }

    /** The changes of the one child of {@code owner} in {@code field} from {@code position} on. */
    <T> Bus<T> bus(DaoRef<?> owner, Field.Child<T> field, Position position);

    /** The events that are recorded in {@code owner}'s stream from now on. */
    default <T> Bus<T> bus(DaoRef<?> owner, Field.Stream<T> field) {
        return bus(owner, field, Position.NOW);
    }

    /**
     * The events that are recorded in {@code owner}'s stream from {@code position} on, each the birth of an object: for
     * who follows it with a {@linkplain #checkpoint checkpoint}. One that was changed or deleted since, which
     * {@link EventStream#read} reports as {@link CorruptionException}, is told as the change that it is.
     */
    <T> Bus<T> bus(DaoRef<?> owner, Field.Stream<T> field, Position position);

    /** The changes of the objects of that class at the top of the chain from now on. */
    default <T> Bus<T> bus(Class<T> valueClass) {
        return bus(Type.of(valueClass), Position.NOW);
    }

    /** The changes of the objects of that class at the top of the chain from {@code position} on. */
    default <T> Bus<T> bus(Class<T> valueClass, Position position) {
        return bus(Type.of(valueClass), position);
    }

    /**
     * The changes of the objects of that type at the top of the chain from {@code position} on.
     *
     * @throws IllegalArgumentException if it is a member of a sealed type: ask for that one
     */
    <T> Bus<T> bus(Type<T> type, Position position);

    /**
     * The position that is kept in this chain under that name, at its top: who moves it for the first time needs the
     * right to write there.
     */
    Checkpoint checkpoint(String name);

    /**
     * Acts on every change that {@code source} tells, one after the other, in a thread of its own, from where the
     * {@linkplain #checkpoint checkpoint} of that name stands: what {@code follower} does to the chain and the moving
     * of the checkpoint are one commit. So each change is acted on once, also if the program ends in the middle and is
     * started again, and if several programs follow under one name, which take over from one another.
     *
     * {@snippet :
     * Registration billing = chain.follow("billing", from -> chain.bus(shop, Shop.ORDERS, from), (dio, change) -> {
     *     if (change instanceof Change.Stored<Order> order) {
     *         dio.load(shop).in(Shop.BILLS).add(order.value().bill());
     *     }
     * });
     * }
     *
     * <p>
     * A change that fails is told to the log and tried again after a while, up to half a minute; nothing is passed
     * over. A follower of {@link #changes} is not told of its own and others' checkpoints, but of whatever else it
     * writes.
     *
     * @return closing it ends the following, after the change that is being acted on; it ends with the chain, too
     */
    <T> Registration follow(String name, Bus.Source<T> source, Follower<T> follower);

    /** The children of {@code owner} in {@code field}, those that are there first, as work that is to be done. */
    <T> WorkQueue<T> queue(DaoRef<?> owner, Field.Vec<T> field);

    /**
     * Begins an index of all objects of that type in the chain, wherever they hang, by what {@code key} makes of their
     * values; an object for which that is null is left out. Returns when it shows the chain as it is known here now;
     * it follows from there until it, this handle or the chain is closed.
     *
     * @throws ChainUnavailableException if it is not built at the deadline
     * @throws IllegalArgumentException if another class goes by the same type name in this program
     */
    <T, K extends Comparable<? super K>> Index<T, K> index(Type<T> type,
            Function<? super T, ? extends @Nullable K> key);

    /** Begins an index of all objects of that class in the chain, wherever they hang; see {@link #index}. */
    default <T, K extends Comparable<? super K>> Index<T, K> index(Class<T> valueClass,
            Function<? super T, ? extends @Nullable K> key) {
        return index(Type.of(valueClass), key);
    }

    /**
     * Begins an index of the objects in one collection of {@code owner}, which need not exist yet; see {@link #index}.
     * The entries of maps are in an index of their type.
     */
    <T, K extends Comparable<? super K>> Index<T, K> index(DaoRef<?> owner, Field.Vec<T> field,
            Function<? super T, ? extends @Nullable K> key);

    /**
     * Begins a view of all objects of that type in the chain, wherever they hang: {@code initial} with every value
     * added to it by {@code with}. Where a value changes or goes, {@code without} takes away what it was before; in
     * what order values come and go must make no difference. Returns, follows and ends as {@link #index} does. The
     * values are kept in memory.
     *
     * @param without where it throws, the view ends
     * @throws ChainUnavailableException if it is not built at the deadline
     * @throws IllegalArgumentException if another class goes by the same type name in this program
     */
    <T, S> MaterializedView<S> view(Type<T> type, S initial, BiFunction<? super S, ? super T, ? extends S> with,
            BiFunction<? super S, ? super T, ? extends S> without);

    /** Begins a view of all objects of that class in the chain, wherever they hang; see {@link #view}. */
    default <T, S> MaterializedView<S> view(Class<T> valueClass, S initial,
            BiFunction<? super S, ? super T, ? extends S> with, BiFunction<? super S, ? super T, ? extends S> without) {
        return view(Type.of(valueClass), initial, with, without);
    }

    /**
     * Begins a view of the objects in one collection of {@code owner}, which need not exist yet; see {@link #view}. The
     * entries of maps are in a view of their type.
     */
    <T, S> MaterializedView<S> view(DaoRef<?> owner, Field.Vec<T> field, S initial,
            BiFunction<? super S, ? super T, ? extends S> with, BiFunction<? super S, ? super T, ? extends S> without);

    /**
     * Closes the chain that was opened, with all its handles. Closing a handle that {@link #as} gave ends its session's
     * work on the chain; closing one of {@link #with} or {@link #within} does nothing, and so does closing again.
     */
    @Override
    void close();

    /** What is done as one commit, with a result. */
    @FunctionalInterface
    interface Body<R extends @Nullable Object, X extends Exception> {
        /** Reads and writes through {@code dio}. */
        R run(Dio dio) throws X;
    }

    /** What is done as one commit. */
    @FunctionalInterface
    interface Task<X extends Exception> {
        /** Reads and writes through {@code dio}. */
        void run(Dio dio) throws X;
    }
}
