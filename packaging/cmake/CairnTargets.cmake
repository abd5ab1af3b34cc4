# SPDX-License-Identifier: GPL-3.0-or-later
# What every target of Cairn shares: language level, warnings, strict Qt, where the outputs go.

# Programs find their libraries in ../lib, in the build tree and after installation alike.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_BUILD_RPATH_USE_ORIGIN ON)
set(CMAKE_INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR};$ORIGIN")
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(cairn_flags INTERFACE)
target_compile_options(cairn_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual
    $<$<BOOL:${CAIRN_WARNINGS_AS_ERRORS}>:-Werror>)
target_compile_definitions(cairn_flags INTERFACE
    QT_NO_KEYWORDS
    QT_NO_CAST_FROM_ASCII
    QT_NO_CAST_TO_ASCII
    QT_NO_CONTEXTLESS_CONNECT
    QT_STRICT_ITERATORS
    QT_DISABLE_DEPRECATED_BEFORE=0x060400)
target_include_directories(cairn_flags INTERFACE ${CMAKE_SOURCE_DIR})
if(CAIRN_SANITIZE)
    # Undefined behavior ends the program, or a test would pass with it.
    target_compile_options(cairn_flags INTERFACE -fsanitize=${CAIRN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(cairn_flags INTERFACE -fsanitize=${CAIRN_SANITIZE})
endif()

# Reading headers and what they instantiate is most of the time that our files take to compile. The files of one folder read
# them together (a unity build) where everything is built at once; where one file is changed at a time, each by itself.
# Names in an anonymous namespace must then differ within a folder.
option(CAIRN_COMPILE_BY_ROOM "Compile each folder's files together: faster from nothing, slower after a change" OFF)
function(cairn_compile_by_room target)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" EXCEPT)
    get_target_property(sources ${target} SOURCES)
    foreach(source IN LISTS sources)
        if(source MATCHES "\\.cpp$")
            get_filename_component(room ${source} DIRECTORY)
            cmake_path(ABSOLUTE_PATH room BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
            cmake_path(RELATIVE_PATH room BASE_DIRECTORY ${CMAKE_SOURCE_DIR})
            if(NOT room IN_LIST ARG_EXCEPT)
                string(MAKE_C_IDENTIFIER "${room}" room)
                set_source_files_properties(${source} TARGET_DIRECTORY ${target} PROPERTIES UNITY_GROUP ${room})
            endif()
        endif()
    endforeach()
    set_target_properties(${target} PROPERTIES UNITY_BUILD ${CAIRN_COMPILE_BY_ROOM} UNITY_BUILD_MODE GROUP)
    if(CAIRN_COMPILE_BY_ROOM) # a .cpp that is included is no header, where that would be a mistake
        target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
    endif()
endfunction()

# The programs' malloc, gperftools' tcmalloc. A training step frees and takes the same large tensors again and again: glibc
# gives each back to the kernel or, told to keep them, scatters the heap. tcmalloc keeps them in place: a fifth less memory, and
# up to an eighth more speed. Sanitizers bring a malloc of their own.
add_library(cairn_allocator INTERFACE)
if(NOT CAIRN_SANITIZE)
    find_library(CAIRN_TCMALLOC tcmalloc_minimal REQUIRED)
    target_link_options(cairn_allocator INTERFACE
        "LINKER:--push-state,--no-as-needed" ${CAIRN_TCMALLOC} "LINKER:--pop-state")
endif()
