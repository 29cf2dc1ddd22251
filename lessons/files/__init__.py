"""A course folder as values and back, without a database: `course.read_course`, `course.write_course`."""
