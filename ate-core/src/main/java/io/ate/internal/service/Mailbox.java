package io.ate.internal.service;

import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Field;
import io.ate.KeyBundle;
import io.ate.KeyId;
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

/**
 * Where durable requests to one service wait, and the replies to them: an object below the service's own, which whoever
 * may call may write. Immutable and thread-safe.
 */
record Mailbox<Q, A>(Service<Q, A> service, DaoRef<ServiceDescription> object) {
    private static final Field.Child<Box> BOX = Field.child("ate.mailbox", Box.class);
    private static final Field.Map<String, Failure> FAILURES = Field.map("failures", String.class, Failure.class);
    /** When programs began a request, which count where they end before they reply. */
    static final Field.Vec<Begun> BEGUN = Field.vec("ate.begun", Begun.class);

    /** Stands for the whole. */
    @TypeName("ate.mailbox")
    record Box() {}

    /** Somebody who serves has begun a request. */
    @TypeName("ate.begun")
    record Begun(Instant when) {}

    /** What wait to be replied to, each under its id. */
    Field.Vec<Q> requests() {
        return Field.vec("requests", service.request());
    }

    /** The replies, under the ids of their requests. */
    Field.Map<String, A> replies() {
        return Field.map("replies", String.class, service.reply());
    }

    /** What handlers threw in place of replies, under the ids of the requests. */
    Field.Map<String, Failure> failures() {
        return FAILURES;
    }

    /** The mailbox, if the service was ever served. */
    Optional<Dao<Box>> in(Dio dio) {
        return dio.find(object).flatMap(there -> there.in(BOX).find());
    }

    /**
     * Sees to it that there is a mailbox, which those may write who are named as readers and writers of the service: as
     * they are now where it is new, and where {@code session} may say so.
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

    /** Whom the service's rules name for reading or writing; nobody where everyone reads it, which names nobody. */
    private static List<PublicKeys> members(Rules service) {
        return service.readers() instanceof Rules.Who.Only(List<PublicKeys> readers)
                && service.writers() instanceof Rules.Who.Only(List<PublicKeys> writers)
                        ? Stream.concat(writers.stream(), readers.stream()).distinct().toList()
                        : List.of();
    }

    /** These rules, but writable by {@code members}, unless just these may write already. */
    private static Rules writableBy(List<PublicKeys> members, Rules rules, Rules inForce) {
        boolean asItIs = members.isEmpty() || (inForce.writers() instanceof Rules.Who.Only(List<PublicKeys> writers)
                && Set.copyOf(writers).equals(Set.copyOf(members)));
        return asItIs ? rules : rules.writableBy(members.toArray(PublicKeys[]::new));
    }

    private static boolean isNamed(Session session, Rules.Who who) {
        return session.keys().stream().map(KeyBundle::id).anyMatch(id -> names(who, id));
    }

    private static boolean names(Rules.Who who, KeyId id) {
        return who instanceof Rules.Who.Only(List<PublicKeys> keys)
                && keys.stream().anyMatch(key -> key.id().equals(id));
    }

    /** Tells whether that is by somebody who may serve, and not by another one who calls. */
    boolean isReply(Dio dio, Dao<?> reply) {
        return names(dio.load(object).rulesInForce().writers(), reply.updated().author());
    }
}
