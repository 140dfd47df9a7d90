/** The first version in which a revision `i` is visible: imported rows have 0 and the version of their import `m`. */
export const FROM_VERSION = 'COALESCE(NULLIF(i.valid_from, 0), m.version)';

/** Whether a revision `i` belongs to the dataset version of the experiment `e`. */
export const IN_VERSION = `(${FROM_VERSION} <= e.dataset_version AND (i.valid_to IS NULL OR i.valid_to > e.dataset_version))`;
