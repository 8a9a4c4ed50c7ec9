package io.ate.internal.service;

import io.ate.Dao;
import io.ate.DaoMap;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Field;
import io.ate.KeyBundle;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Service;
import io.ate.ServiceDescription;
import io.ate.Session;
import io.ate.TypeName;
import io.ate.WorkQueue.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Where durable requests to one service are, and the replies to them. Requests wait in an object below the service's,
 * which whoever may call may write. Replies are in the service's own object, where nobody writes but who may serve:
 * being there is what makes them replies. Immutable and thread-safe.
 */
record Mailbox<Q, A>(Service<Q, A> service, DaoRef<ServiceDescription> object) {
    private static final Field.Child<Box> BOX = Field.child("ate.mailbox", Box.class);
    private static final Field.Map<String, Failure> FAILURES = Field.map("failures", String.class, Failure.class);
    /** Which programs have begun a request, which counts where they end before they reply. */
    private static final Field.Map<String, Begun> BEGUN = Field.map("ate.begun", String.class, Begun.class);

    /** Stands for all that wait. */
    @TypeName("ate.mailbox")
    record Box() {}

    /** A program that serves has begun a request. */
    @TypeName("ate.begun")
    record Begun(Instant when) {}

    /** What wait to be replied to, each under its id. */
    Field.Vec<Q> requests() {
        return Field.vec("requests", service.request());
    }

    /** The replies, under the ids of their requests. */
    DaoMap<String, A> replies(Dao<ServiceDescription> there) {
        return there.in(Field.map("replies", String.class, service.reply()));
    }

    /** What handlers threw in place of replies, under the ids of the requests. */
    DaoMap<String, Failure> failures(Dao<ServiceDescription> there) {
        return there.in(FAILURES);
    }

    /** The programs that have begun a request and not said that they have left it. */
    DaoMap<String, Begun> begun(Dao<?> request) {
        return request.in(BEGUN);
    }

    /** The service, if it is in the chain. */
    Optional<Dao<ServiceDescription>> find(Dio dio) {
        return dio.find(object);
    }

    /** Where requests wait, if the service was ever served. */
    Optional<Dao<Box>> box(Dio dio) {
        return find(dio).flatMap(there -> there.in(BOX).find());
    }

    /** That request, if it waits: whatever its type, for what is of another one is to be replied to as well. */
    Optional<Dao<JsonNode>> waiting(Dio dio, PrimaryKey id) {
        return box(dio).flatMap(box -> dio.find(id).filter(request -> request.isIn(box.in(requests()))));
    }

    /** Tells whether there is a reply to that request, which nobody has taken away. */
    boolean isRepliedTo(Dio dio, PrimaryKey id) {
        return find(dio).filter(
                there -> replies(there).containsKey(id.toString()) || failures(there).containsKey(id.toString()))
                .isPresent();
    }

    /**
     * Sees to it that there is a place for requests, which those may write who are named as readers and writers of the
     * service: as they are now where it is new, and where {@code session} may say so.
     */
    Dao<Box> open(Dio dio, Session session) {
        Dao<ServiceDescription> there = dio.load(object);
        List<PublicKeys> members = members(there.rulesInForce());
        Optional<Dao<Box>> present = there.in(BOX).find();
        if (present.isEmpty()) {
            return there.in(BOX).set(new Box(), writableBy(members, Rules.inherit(), there.rulesInForce()));
        }
        Dao<Box> box = present.get();
        Rules wanted = writableBy(members, box.rules(), box.rulesInForce());
        if (!wanted.equals(box.rules()) && isNamed(session, box.rulesInForce().owners())) {
            var _ = box.rules(wanted);
        }
        return box;
    }

    /** Tells whether the write rule of the service names {@code session}, which so may serve it. */
    boolean mayServe(Dio dio, Session session) {
        return isNamed(session, dio.load(object).rulesInForce().writers());
    }

    /** A request is for its caller to change and to remove, and for those who may serve. */
    Rules ofRequest(Dio dio, Dao<Box> box, Session caller) {
        return sharedWith(caller.publicKeys(), dio, box.rulesInForce());
    }

    /** So is the reply to it, which its caller can take away. */
    Rules ofReply(Dio dio, Dao<ServiceDescription> there, Dao<?> request) {
        KeyId caller = request.updated().author();
        return sharedWith(named(request.rulesInForce().writers()).stream().filter(key -> key.id().equals(caller)), dio,
                there.rulesInForce());
    }

    private Rules sharedWith(Stream<PublicKeys> callers, Dio dio, Rules inForce) {
        List<PublicKeys> servers = named(dio.load(object).rulesInForce().writers());
        return servers.isEmpty() ? Rules.inherit()
                : writableBy(Stream.concat(servers.stream(), callers).distinct().toList(), Rules.inherit(), inForce);
    }

    /** Whom the service's rules name for reading or writing; nobody where everyone reads it, which names nobody. */
    private static List<PublicKeys> members(Rules service) {
        List<PublicKeys> readers = named(service.readers());
        List<PublicKeys> writers = named(service.writers());
        return readers.isEmpty() || writers.isEmpty() ? List.of()
                : Stream.concat(writers.stream(), readers.stream()).distinct().toList();
    }

    /** These rules, but writable by {@code members}, unless just these may write already. */
    private static Rules writableBy(List<PublicKeys> members, Rules rules, Rules inForce) {
        boolean asItIs = members.isEmpty() || Set.copyOf(named(inForce.writers())).equals(Set.copyOf(members));
        return asItIs ? rules : rules.writableBy(members.toArray(PublicKeys[]::new));
    }

    private static boolean isNamed(Session session, Rules.Who who) {
        Set<KeyId> held = Set.copyOf(session.keys().stream().map(KeyBundle::id).toList());
        return named(who).stream().anyMatch(key -> held.contains(key.id()));
    }

    private static List<PublicKeys> named(Rules.Who who) {
        return who instanceof Rules.Who.Only(List<PublicKeys> keys) ? keys : List.of();
    }
}
