package io.ate.internal.dao;

import io.ate.PrimaryKey;

/**
 * Where objects go by a name: in one collection of one object. The same name means another object in another place.
 *
 * @param parent object zero for the top of the chain
 * @param collection empty at the top, where objects are in none
 */
public record NamedPlace(PrimaryKey parent, String collection) {
    /** The top of the chain. */
    public static final NamedPlace TOP = new NamedPlace(PrimaryKey.ZERO, "");
}
